/** Puts text on the clipboard; false where the browser forbids it (no permission, or not over HTTPS). */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch (error) {
    // `navigator.clipboard` is missing on plain HTTP (a TypeError), or refuses (a DOMException).
    if (error instanceof TypeError || error instanceof DOMException) return copyBySelection(text)
    throw error
  }
}

/** The old way, which plain HTTP still allows. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'visually-hidden'
  document.body.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  return copied
}
