import { UpdateHasGap } from './malformed-update.ts'
import { anyObject, skipAny } from './skip-any.ts'
import { skipJson, skipJsonOrUndefined } from './skip-json.ts'
import { UpdateCursor } from './update-cursor.ts'
import { maxClient, maxClock, maxRootNameBytes, maxRootTypes, maxStructs } from './update-limits.ts'

export { MalformedUpdate, UpdateHasGap } from './malformed-update.ts'

/** What an update adds, deletes and relies on, without its content. */
export interface UpdateShape {
  /** Highest client first, each client once. */
  blocks: readonly Block[]
  /** Highest client first, each client once. */
  deletes: readonly Deletes[]
  /** The root types that it names. */
  roots: ReadonlySet<string>
  structs: number
  /** Where the delete set begins: the update's last part. */
  deletesAt: number
}

/** A run of clocks of one client, without holes: `start` up to, but without, `end`. */
export interface Block {
  client: number
  start: number
  end: number
  /** References to other clients, in the order of `at`. A reference that the one before it implies may be left out. */
  needs: readonly Need[]
}

/** The struct at `at` of its block refers to `clock` of `client`, as its origin, right origin or parent. */
export interface Need {
  at: number
  client: number
  clock: number
}

/** What it deletes of one client lies below `end`. */
export interface Deletes {
  client: number
  end: number
}

/** Reads a Yjs v1 update (yjs 13.6, src/utils/encoding.js) in one pass over its bytes, decoding no content.
 *
 *  Stricter than Yjs: refuses whatever Yjs itself does not write, and whatever `update-limits.ts` is exceeded by.
 *  Whoever passes can be decoded, merged and diffed; whether it can be applied depends on the log (see `admit`).
 *  @throws {MalformedUpdate}
 *  @throws {UpdateHasGap} */
export function readUpdate(bytes: Uint8Array): UpdateShape {
  return new UpdateReader(bytes).read()
}

// The lowest five bits of a struct's first byte say what it is; the highest three what is written before its content.
const kindBits = 0b0001_1111
const hasOrigin = 0b1000_0000
const hasRightOrigin = 0b0100_0000
const hasParentSub = 0b0010_0000

class UpdateReader {
  readonly #cursor: UpdateCursor
  readonly #roots = new Set<string>()
  #structs = 0
  #hasGap = false
  // Of the block that is being read.
  #client = 0
  #clock = 0
  #needs: Need[] = []
  // Where the last root type's name lies: most structs that name one name the same.
  #rootAt = 0
  #rootLength = -1

  constructor(bytes: Uint8Array) {
    this.#cursor = new UpdateCursor(bytes)
  }

  read(): UpdateShape {
    const blocks = this.#readBlocks()
    const deletesAt = this.#cursor.at
    const deletes = this.#readDeletes()
    if (this.#cursor.peek() !== -1) this.#cursor.fail('bytes are left over')
    if (this.#hasGap) throw new UpdateHasGap('leaves out a run of clocks')
    return { blocks, deletes, roots: this.#roots, structs: this.#structs, deletesAt }
  }

  #readBlocks(): Block[] {
    const cursor = this.#cursor
    const blocks: Block[] = []
    let previous = maxClient + 1
    for (let left = cursor.uint(); left > 0; left--) {
      const structs = cursor.uint()
      this.#structs += structs
      if (structs === 0) cursor.fail('a client without structs')
      if (this.#structs > maxStructs) cursor.fail('too many structs')
      const client = cursor.uint()
      if (client >= previous) cursor.fail('clients out of order')
      const start = cursor.uint()
      this.#client = client
      this.#clock = start
      this.#needs = []
      for (let i = 0; i < structs; i++) this.#readStruct()
      blocks.push({ client, start, end: this.#clock, needs: this.#needs })
      previous = client
    }
    return blocks
  }

  #readStruct(): void {
    const cursor = this.#cursor
    const info = cursor.byte()
    const kind = info & kindBits
    let length: number
    if (kind === 0 || kind === 10) {
      // GC and Skip have no parents.
      if (info !== kind) cursor.fail('an unknown struct')
      if (kind === 10) this.#hasGap = true
      length = cursor.uint()
    } else {
      if (info & hasOrigin) this.#readReference()
      if (info & hasRightOrigin) this.#readReference()
      if ((info & (hasOrigin | hasRightOrigin)) === 0) this.#readParent(info)
      length = this.#readContent(kind)
    }
    if (length === 0) cursor.fail('an empty struct')
    this.#clock += length
    if (this.#clock > maxClock) cursor.fail('a clock is too large')
  }

  #readReference(): void {
    const client = this.#cursor.uint()
    const clock = this.#cursor.uint()
    if (client === this.#client) {
      if (clock >= this.#clock) this.#cursor.fail('refers to itself or ahead')
      return
    }
    if (client > maxClient || clock >= maxClock) this.#cursor.fail('refers to an impossible place')
    const last = this.#needs.at(-1)
    if (last === undefined || last.client !== client || last.clock < clock) {
      this.#needs.push({ at: this.#clock, client, clock })
    }
  }

  #readParent(info: number): void {
    const isRoot = this.#cursor.uint()
    if (isRoot === 1) this.#readRootName()
    else if (isRoot === 0) this.#readReference()
    else this.#cursor.fail('an unknown kind of parent')
    if (info & hasParentSub) this.#cursor.skipKey()
  }

  #readRootName(): void {
    const cursor = this.#cursor
    const start = cursor.at
    cursor.skipKey()
    const name = cursor.bytes.subarray(start, cursor.at)
    if (name.length === this.#rootLength && cursor.equals(this.#rootAt, name)) return
    // One byte holds the length of any name that is short enough.
    if (name.length > maxRootNameBytes + 1) cursor.fail("a root type's name is too long")
    this.#rootAt = start
    this.#rootLength = name.length
    this.#roots.add(new TextDecoder().decode(name.subarray(1)))
    if (this.#roots.size > maxRootTypes) cursor.fail('too many root types')
  }

  /** @returns how many clocks it takes */
  #readContent(kind: number): number {
    const cursor = this.#cursor
    switch (kind) {
      case 1: // deleted
        return cursor.uint()
      case 2:
        return this.#readEach(skipJsonOrUndefined)
      case 3: // binary
        cursor.skipBuffer()
        return 1
      case 4:
        return cursor.skipString()
      case 5: // embed
        skipJson(cursor)
        return 1
      case 6: // format
        cursor.skipKey()
        skipJson(cursor)
        return 1
      case 7:
        this.#readType()
        return 1
      case 8:
        return this.#readEach(skipAny)
      case 9:
        this.#readDocument()
        return 1
      default:
        return cursor.fail('an unknown struct')
    }
  }

  #readEach(skip: (cursor: UpdateCursor) => void): number {
    const length = this.#cursor.uint()
    for (let i = 0; i < length; i++) skip(this.#cursor)
    return length
  }

  /** Array, Map, Text, XmlElement, XmlFragment, XmlHook, XmlText. */
  #readType(): void {
    const type = this.#cursor.byte()
    if (type > 6) this.#cursor.fail('an unknown type')
    if (type === 3 || type === 5) this.#cursor.skipKey()
  }

  /** A subdocument: its guid and the options for its constructor. */
  #readDocument(): void {
    this.#cursor.skipString()
    if (this.#cursor.peek() !== anyObject) this.#cursor.fail('a subdocument without options')
    skipAny(this.#cursor)
  }

  #readDeletes(): Deletes[] {
    const cursor = this.#cursor
    const deletes: Deletes[] = []
    let previous = maxClient + 1
    let ranges = 0
    for (let left = cursor.uint(); left > 0; left--) {
      const client = cursor.uint()
      if (client >= previous) cursor.fail('deletes out of order')
      const count = cursor.uint()
      ranges += count
      if (count === 0) cursor.fail('a client without deletes')
      if (ranges > maxStructs) cursor.fail('too many deletes')
      deletes.push({ client, end: this.#readRanges(count) })
      previous = client
    }
    return deletes
  }

  /** @returns where the last one ends */
  #readRanges(count: number): number {
    const cursor = this.#cursor
    let end = 0
    for (let i = 0; i < count; i++) {
      const start = cursor.uint()
      if (start < end) cursor.fail('deletes overlap')
      const length = cursor.uint()
      if (length === 0) cursor.fail('an empty delete')
      end = start + length
      if (end > maxClock) cursor.fail('a clock is too large')
    }
    return end
  }
}
