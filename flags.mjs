/**
 * How Node is started. The young generation stays small: the memory it would grow to under load is never given back, and
 * a small server has other uses for it.
 */
export const flags = ['--max-semi-space-size=8']
