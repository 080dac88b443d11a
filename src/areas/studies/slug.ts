/** A study's name in addresses. */

/** Whether there can be a study at this address: no database holds a NUL, and no study has so long a name. */
export const couldBeSlug = (slug: string) => !slug.includes('\0') && slug.length <= 80
