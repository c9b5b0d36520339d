/** Fewer different characters than this nobody draws at random: 32 hexadecimal digits have eight of them or more, but for once in ten millions. */
const fewestCharacters = 8
/** As people write where something else is to stand, in small letters and without what stands between. */
const placeholders =
  /changeme|changethis|replaceme|replacethis|placeholder|yoursecret|yoursession|sessionsecret|supersecret|mysecret|password|notsosecret|insecure|example|atleast32|keyboardcat|opensslrand|helloworld|letmein/

/** Why a secret is none: what anybody would try, and what was never drawn at random. Undefined: nothing speaks against it. */
export function weaknessOf(secret: string): string | undefined {
  if (placeholders.test(secret.toLowerCase().replace(/[^a-z0-9]/g, '')))
    return 'is a placeholder, or a word that anybody would try'
  if (new Set(secret).size < fewestCharacters) return 'is a few characters again and again'
  if (isRepeated(secret)) return 'is a few characters again and again'
  if (isInOrder(secret)) return 'is characters in their order'
  return undefined
}

/** Its beginning, again and again, to the end. */
function isRepeated(secret: string): boolean {
  for (let period = 1; period <= secret.length / 2; period++) {
    if (secret.startsWith(secret.slice(period))) return true
  }
  return false
}

/** At most places the next character is the one that follows in the alphabet, or on the keyboard. */
function isInOrder(secret: string): boolean {
  const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'].join(' ')
  const small = secret.toLowerCase()
  let inOrder = 0
  for (let at = 1; at < small.length; at++) {
    const step = small.charCodeAt(at) - small.charCodeAt(at - 1)
    if (Math.abs(step) === 1 || rows.includes(small.slice(at - 1, at + 1))) inOrder++
  }
  return inOrder > secret.length / 2
}
