/** What a memo can be about. */
export const memoOn = ['study', 'code', 'transcript', 'segment'] as const
