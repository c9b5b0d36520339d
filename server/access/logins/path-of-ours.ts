const here = 'http://quire.invalid'
const maxLength = 512

/** A page of ours to go to, whatever somebody has put into a link: '/' where it is none. Without its fragment, which no server should
 *  see. */
export function pathOfOurs(to: unknown): string {
  if (typeof to !== 'string' || to.length > maxLength || !to.startsWith('/') || !URL.canParse(to, here))
    return '/'
  const { origin, pathname, search } = new URL(to, here)
  // `//evil.example` and `/\evil.example` are other sites to browsers, also where dots were taken out before it.
  if (origin !== here || pathname.startsWith('//') || /^\/(auth|api|socket\.io|health)(\/|$)/.test(pathname))
    return '/'
  return pathname + search
}
