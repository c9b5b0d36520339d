import { type Claim, mayGoOn, type Writer, type WrittenId } from './authors.ts'
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
  maxRootTypesOfEditors,
  ownRootTypes,
} from './update-limits.ts'

/** The gate before one document's log: what is known of the log, and what that lets in. */
export class DocumentGate {
  /** Each Yjs client's next clock: of everything that is known to be in the log, and of what is on its way there. */
  readonly clocks: Map<number, number>
  /** Who has claimed which of them, in the same way. */
  readonly #claims: Map<number, Claim>
  readonly #roots: Set<string>
  #nesting: Nesting
  #bytes: number
  #weight: number
  // As they were last told by the log, which knows what folding has made of the rest.
  #toldBytes: number
  #toldWeight: number
  #hasRefused = false

  constructor({ clocks, outline = emptyOutline, claims }: Omit<DocumentState, 'head'>) {
    this.clocks = clocks
    this.#claims = new Map(claims)
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

  /** Of what the document may hold, by the limit that it is nearest to: from 0 to 1. */
  get share(): number {
    const shares = [
      this.#bytes / maxDocumentBytes,
      this.#weight / maxDocumentWeight,
      this.clocks.size / maxDocumentClients,
      this.#roots.size / maxRootTypesOfEditors,
    ]
    return Math.min(1, Math.max(...shares))
  }

  /** Decides whether an update may be appended, and changes nothing: see `take`. What a document has no room for is
   *  'too-large'; deletes always have. What stands under another's client ID is a 'fork': deletes, which have no author, never are. */
  admit(update: Uint8Array, writer?: Writer): Admission {
    const admission = admit(update, this.clocks)
    if (!admission.ok) return admission
    const fork = writer && this.#findFork(admission, writer)
    if (fork !== undefined) return { ok: false, reason: 'fork', detail: fork }
    return admission.blocks.length > 0 ? this.#fit(admission, writer) : admission
  }

  /** Under which client IDs the update adds something, and who wrote there before. */
  writtenIds(blocks: Admitted['blocks']): WrittenId[] {
    return blocks.map(({ client }) => ({ client, last: this.#claims.get(client)?.session ?? 0 }))
  }

  /** In whose names an admitted update goes on with what stands under its client IDs. */
  namesOf(blocks: Admitted['blocks'], { author, formerly = [] }: Writer): readonly string[] {
    const authors = blocks.flatMap(({ client }) => this.#claims.get(client)?.author ?? author)
    return [...formerly, ...authors.filter(each => each !== author)]
  }

  /** The admitted update goes to the log. When that fails, the gate is of no use any more. */
  take(admission: Admitted, writer?: Writer): void {
    for (const [client, end] of admission.advance) {
      this.clocks.set(client, end)
      if (writer !== undefined) this.#claim(client, writer)
    }
    this.#grow(admission)
    for (const run of this.#nesting.measure(admission.blocks)) this.#nesting.add(run)
  }

  /** Another node has appended it. Also where updates before it are not known yet: one that is in the log has in the log
   *  whatever it builds on. */
  learn(update: Uint8Array, session?: number): void {
    const shape = readUpdate(update)
    for (const { client, end } of shape.blocks) {
      // One that a later update is known of says nothing new of whose turn it is.
      if (session !== undefined && end > (this.clocks.get(client) ?? 0)) {
        this.#claim(client, { session, author: this.#claims.get(client)?.author })
      }
      this.#raise(client, end)
    }
    this.#grow({ ...shape, update })
    for (const run of this.#nesting.measure(shape.blocks)) this.#nesting.add(run)
  }

  /** The log was asked anew. What is on its way there is not in `state`. */
  renew({ clocks, outline, claims }: Omit<DocumentState, 'head'>): void {
    for (const [client, claim] of claims ?? []) {
      // What is known beyond it came later.
      if ((clocks.get(client) ?? 0) >= (this.clocks.get(client) ?? 0)) this.#claims.set(client, claim)
    }
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

  #findFork({ blocks, resent }: Admitted, writer: Writer): string | undefined {
    for (const { client } of blocks) {
      const claim = this.#claims.get(client)
      if (claim !== undefined && !mayGoOn(claim, writer)) return `client ${client} is another's`
    }
    for (const client of resent) {
      const claim = this.#claims.get(client)
      if (client !== writer.client || claim === undefined || claim.session === writer.session) continue
      // What it sends again under its own ID, it wrote in an earlier session, or it did not write it: a copy of it did.
      const sent = writer.sent?.get(claim.session) ?? 0
      if (sent < (this.clocks.get(client) ?? 0)) return `client ${client} goes on in session ${claim.session}`
    }
    return undefined
  }

  #claim(client: number, { session, author }: Claim): void {
    const claim = this.#claims.get(client)
    if (claim?.session !== session || claim.author !== author) this.#claims.set(client, { session, author })
  }

  #fit(admission: Admitted, writer: Writer | undefined): Admission {
    const { blocks, roots, weight, update } = admission
    const newClients = blocks.filter(({ client }) => !this.clocks.has(client)).length
    if (newClients > 0 && this.clocks.size + newClients > maxDocumentClients) {
      return this.#refuse(`${this.clocks.size + newClients} clients`)
    }
    if (this.#bytes + update.length > maxDocumentBytes)
      return this.#refuse(`${this.#bytes + update.length} bytes`)
    if (this.#weight + weight > maxDocumentWeight) return this.#refuse(`${this.#weight + weight} pieces`)
    const newRoots = [...roots].filter(root => !this.#roots.has(root) && !ownRootTypes.has(root)).length
    const maxRoots = writer === undefined || writer.isOwner ? maxRootTypes : maxRootTypesOfEditors
    if (newRoots > 0 && this.#roots.size + newRoots > maxRoots) {
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
