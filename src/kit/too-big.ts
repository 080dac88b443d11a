/** The type of a file that was chosen and sent, but was too big to be kept: only its name is left. */
export const tooBig = 'application/x-too-big'
