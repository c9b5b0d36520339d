/** A secret by which a document can be made: 128 random bits at least. */
export const isCreationSecret = (text: string): boolean => /^[\w-]{22,64}$/.test(text)

/** Of as many letters as the ids that the server makes. */
const idLength = 16

/**
 * The id of the document that this secret makes. Who knows the address of a document that is yet to come to the server cannot
 * make it in another's place, nor can anybody choose an id: only the secret leads to it, and not the other way round.
 */
export async function newDocumentId(secret: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`quire document ${secret}`))
  const letters = btoa(String.fromCharCode(...new Uint8Array(digest)))
  return letters.replaceAll('+', '-').replaceAll('/', '_').slice(0, idLength)
}
