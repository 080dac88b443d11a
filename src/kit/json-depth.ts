/** How deep the brackets of a JSON text stand inside each other, seen before it is read: readers of it could run out of stack. */

/** What we exchange needs eleven levels; more than this is something else. */
export const mostDepth = 60

export function depthOfJson(text: string): number {
  let depth = 0
  let deepest = 0
  let inText = false
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (inText) {
      if (letter === '\\') at++
      else if (letter === '"') inText = false
    } else if (letter === '"') inText = true
    else if (letter === '[' || letter === '{') deepest = Math.max(deepest, ++depth)
    else if (letter === ']' || letter === '}') depth--
  }
  return deepest
}
