import { type Admission, type Admitted, admit, type NotAdmitted } from './gate.ts'
import type { DocumentState } from './log.ts'
import { Nesting } from './nesting.ts'
import { emptyOutline, type Outline } from './outline.ts'
import { readUpdate, type UpdateShape } from './read-update.ts'
import {
  maxDepth,
  maxDocumentBytes,
  maxDocumentClients,
  maxDocumentWeight,
  maxRootTypes,
} from './update-limits.ts'

/** The gate before one document's log: what is known of the log, and what that lets in. */
export class DocumentGate {
  /** Each Yjs client's next clock: of everything that is known to be in the log, and of what is on its way there. */
  readonly clocks: Map<number, number>
  readonly #roots: Set<string>
  #nesting: Nesting
  #bytes: number
  #weight: number
  // As they were last told by the log, which knows what folding has made of the rest.
  #toldBytes: number
  #toldWeight: number
  #hasRefused = false

  constructor({ clocks, outline = emptyOutline }: Pick<DocumentState, 'clocks' | 'outline'>) {
    this.clocks = clocks
    this.#roots = new Set(outline.roots)
    this.#nesting = new Nesting(outline.deep, outline.floor)
    this.#toldBytes = this.#bytes = outline.bytes
    this.#toldWeight = this.#weight = outline.weight
  }

  get outline(): Outline {
    return {
      roots: this.#roots,
      bytes: this.#bytes,
      weight: this.#weight,
      deep: [...this.#nesting],
      floor: this.#nesting.floor,
    }
  }

  /** The log may know better how large the document is, ask it for the state: much was written, and what is deleted since,
   *  or was typed letter by letter, is folded to less; or something was refused for its size. */
  get isStale(): boolean {
    return (
      this.#hasRefused ||
      this.#bytes - this.#toldBytes > maxDocumentBytes / 8 ||
      this.#weight - this.#toldWeight > maxDocumentWeight / 8
    )
  }

  /** Decides whether an update may be appended, and changes nothing: see `take`. What a document has no room for is
   *  'too-large'; deletes always have. */
  admit(update: Uint8Array): Admission {
    const admission = admit(update, this.clocks)
    return admission.ok && admission.blocks.length > 0 ? this.#fit(admission) : admission
  }

  /** The admitted update goes to the log. When that fails, the gate is of no use any more. */
  take(admission: Admitted): void {
    for (const [client, end] of admission.advance) this.clocks.set(client, end)
    this.#grow(admission)
    for (const run of this.#nesting.measure(admission.blocks)) this.#nesting.add(run)
  }

  /** Another node has appended it. Also where updates before it are not known yet: one that is in the log has in the log
   *  whatever it builds on. */
  learn(update: Uint8Array): void {
    const shape = readUpdate(update)
    for (const { client, end } of shape.blocks) this.#raise(client, end)
    this.#grow({ ...shape, update })
    for (const run of this.#nesting.measure(shape.blocks)) this.#nesting.add(run)
  }

  /** The log was asked anew. What is on its way there is not in `state`. */
  renew({ clocks, outline }: Pick<DocumentState, 'clocks' | 'outline'>): void {
    for (const [client, clock] of clocks) this.#raise(client, clock)
    this.#hasRefused = false
    if (outline === undefined) return
    this.#toldBytes = this.#bytes = outline.bytes
    this.#toldWeight = this.#weight = outline.weight
    for (const root of outline.roots) this.#roots.add(root)
    // Those of the log are exact where it has folded.
    const nesting = new Nesting(outline.deep, Math.max(outline.floor, this.#nesting.floor))
    for (const run of this.#nesting) nesting.add(run)
    this.#nesting = nesting
  }

  #fit(admission: Admitted): Admission {
    const { blocks, roots, weight, update } = admission
    const newClients = blocks.filter(({ client }) => !this.clocks.has(client)).length
    if (newClients > 0 && this.clocks.size + newClients > maxDocumentClients) {
      return this.#refuse(`${this.clocks.size + newClients} clients`)
    }
    if (this.#bytes + update.length > maxDocumentBytes)
      return this.#refuse(`${this.#bytes + update.length} bytes`)
    if (this.#weight + weight > maxDocumentWeight) return this.#refuse(`${this.#weight + weight} pieces`)
    const newRoots = [...roots].filter(root => !this.#roots.has(root)).length
    if (newRoots > 0 && this.#roots.size + newRoots > maxRootTypes) {
      return this.#refuse(`${this.#roots.size + newRoots} root types`)
    }
    if (this.#nesting.measure(blocks).some(({ depth }) => depth > maxDepth)) {
      return this.#refuse(`types nested deeper than ${maxDepth}`)
    }
    return admission
  }

  #refuse(what: string): NotAdmitted {
    this.#hasRefused = true
    return { ok: false, reason: 'too-large', detail: `the document has no room for ${what}` }
  }

  #grow({ roots, weight, update }: Pick<UpdateShape, 'roots' | 'weight'> & { update: Uint8Array }): void {
    for (const root of roots) this.#roots.add(root)
    this.#bytes += update.length
    this.#weight += weight
  }

  #raise(client: number, clock: number): void {
    if (clock > (this.clocks.get(client) ?? 0)) this.clocks.set(client, clock)
  }
}
