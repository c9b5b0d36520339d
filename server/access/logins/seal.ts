import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** Signs what others are given to keep, so that nobody can make it, or change it, who does not know the secret. It hides nothing. */
export class Seal {
  readonly #key: Uint8Array

  /** What was sealed for one purpose is nothing for another one. */
  constructor(secret: string, purpose: string) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', `quire: ${purpose}`, 32))
  }

  seal(content: string): string {
    const body = Buffer.from(content).toString('base64url')
    return `${body}.${this.#sign(body)}`
  }

  /** Undefined: not ours. Takes as long for any signature. */
  open(sealed: string): string | undefined {
    const [body = '', signature = '', more] = sealed.split('.')
    const [given, right] = [Buffer.from(signature), Buffer.from(this.#sign(body))]
    if (more !== undefined || given.length !== right.length || !timingSafeEqual(given, right))
      return undefined
    return Buffer.from(body, 'base64url').toString()
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#key).update(body).digest('base64url')
  }
}
