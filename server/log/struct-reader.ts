import { hasScriptAddress } from './script-address.ts'
import { anyObject, skipAny } from './skip-any.ts'
import { skipJson, skipJsonOrUndefined } from './skip-json.ts'
import type { UpdateCursor } from './update-cursor.ts'
import { maxClient, maxClock, maxRootNameBytes, maxRootTypes } from './update-limits.ts'

// A struct's first byte: the lowest five bits say what it is, the highest three what is written before its content.
export const kindBits = 0b0001_1111
export const hasOrigin = 0b1000_0000
export const hasRightOrigin = 0b0100_0000
export const hasParentSub = 0b0010_0000

export const kinds = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  subdocument: 9,
  skip: 10,
} as const

/** A struct of this block, the one at clock `at`, refers to `clock` of another client: as its origin, right origin or parent. */
export interface Need {
  at: number
  client: number
  clock: number
}

/** Whose children the structs from clock `at` on are: those of the type at `clock` of `client`, or of whatever type has
 *  the struct there. Up to the next place, for most structs stand behind the one before. */
export interface Place {
  at: number
  /** -1: they are a root type's. */
  client: number
  clock: number
  isChild: boolean
}

const decoder = new TextDecoder()
/** In an object of all root types these would hide what every object has. */
const reservedRoots = new Set(['constructor', 'prototype'])
/** Options of `new Doc()` that Yjs sets itself, or calls. */
const reservedOptions = ['guid', 'gcFilter'].map(key => new TextEncoder().encode(key))

/** Steps over the structs of one client after the other (yjs 13.6, `readClientsStructRefs` in src/utils/encoding.js),
 *  allocating nothing but what they refer to. */
export class StructReader {
  readonly cursor: UpdateCursor
  readonly roots = new Set<string>()
  hasGap = false
  objection: string | undefined
  // The block that is being read, up to `clock`.
  client = 0
  clock = 0
  needs: Need[] | undefined
  places: Place[] = []
  // What was referred to last.
  #otherClient = 0
  #otherClock = 0
  // The struct that was read last: its first byte, and where in it the right origin and the content begin.
  info = 0
  rightOriginAt = 0
  contentAt = 0
  // Where the last root type's name lies: most structs that name one name the same.
  #rootAt = 0
  #rootLength = -1

  constructor(cursor: UpdateCursor) {
    this.cursor = cursor
  }

  begin(client: number, clock: number): void {
    this.client = client
    this.clock = clock
    this.needs = undefined
    this.places = []
  }

  /** Moves `clock` to the struct's end. */
  readStruct(): void {
    const { cursor } = this
    const info = cursor.byte()
    const kind = info & kindBits
    this.info = info
    if (kind !== kinds.gc && kind !== kinds.skip) this.#readRelations(info)
    else if (info !== kind) cursor.fail('an unknown struct')
    this.contentAt = cursor.at
    const length = this.#readContent(kind)
    if (length === 0) cursor.fail('an empty struct')
    this.clock += length
    if (this.clock > maxClock) cursor.fail('a clock is too large')
  }

  #readRelations(info: number): void {
    if (info & hasOrigin) {
      this.#readReference()
      this.#placeBeside()
    }
    this.rightOriginAt = this.cursor.at
    if (info & hasRightOrigin) {
      this.#readReference()
      // Where both are there, Yjs takes the parent from the origin.
      if (!(info & hasOrigin)) this.#placeBeside()
    }
    if (info & (hasOrigin | hasRightOrigin)) return
    const isRoot = this.cursor.byte()
    if (isRoot === 1) {
      this.#readRootName()
      this.places.push({ at: this.clock, client: -1, clock: 0, isChild: true })
    } else if (isRoot === 0) {
      this.#readReference()
      this.places.push({ at: this.clock, client: this.#otherClient, clock: this.#otherClock, isChild: true })
    } else this.cursor.fail('an unknown kind of parent')
    if (info & hasParentSub) this.cursor.skipKey()
  }

  #placeBeside(): void {
    if (this.#otherClient === this.client && this.#otherClock === this.clock - 1 && this.places.length > 0)
      return
    this.places.push({ at: this.clock, client: this.#otherClient, clock: this.#otherClock, isChild: false })
  }

  #readReference(): void {
    const client = this.cursor.uint()
    const clock = this.cursor.uint()
    this.#otherClient = client
    this.#otherClock = clock
    if (client === this.client) {
      if (clock >= this.clock) this.cursor.fail('a struct refers to itself or ahead')
      return
    }
    if (client > maxClient || clock >= maxClock) this.cursor.fail('a struct refers to where none can be')
    this.needs ??= []
    const last = this.needs.at(-1)
    if (last !== undefined && last.client === client && last.clock >= clock) return
    this.needs.push({ at: this.clock, client, clock })
  }

  #readRootName(): void {
    const { cursor } = this
    const start = cursor.at
    cursor.skipKey()
    const length = cursor.at - start
    if (length === this.#rootLength && cursor.repeats(this.#rootAt, start, length)) return
    // The length itself takes one byte in every name that is short enough.
    if (length > maxRootNameBytes + 1) cursor.fail("a root type's name is too long")
    this.#rootAt = start
    this.#rootLength = length
    const name = decoder.decode(cursor.bytes.subarray(start + 1, cursor.at))
    if (reservedRoots.has(name)) this.objection = `${name} as a root type`
    this.roots.add(name)
    if (this.roots.size > maxRootTypes) cursor.fail('too many root types')
  }

  /** @returns how many clocks it takes */
  #readContent(kind: number): number {
    const { cursor } = this
    switch (kind) {
      case kinds.skip:
        this.hasGap = true
        return cursor.uint()
      case kinds.gc:
      case kinds.deleted:
        return cursor.uint()
      case kinds.string:
        return cursor.skipString()
      case kinds.json:
        return this.#readEach(skipJsonOrUndefined)
      case kinds.any:
        return this.#readEach(skipAny)
      default:
        this.#readOne(kind)
        return 1
    }
  }

  #readEach(skip: (cursor: UpdateCursor) => void): number {
    const length = this.cursor.uint()
    for (let i = 0; i < length; i++) skip(this.cursor)
    return length
  }

  #readOne(kind: number): void {
    const { cursor } = this
    switch (kind) {
      case kinds.binary:
        cursor.skipBuffer()
        break
      case kinds.embed:
        skipJson(cursor)
        break
      case kinds.format:
        this.#readFormat()
        break
      case kinds.type:
        this.#readType()
        break
      case kinds.subdocument:
        this.#readSubdocument()
        break
      default:
        cursor.fail('an unknown struct')
    }
  }

  #readFormat(): void {
    const { cursor } = this
    cursor.skipKey()
    const start = cursor.at
    const length = cursor.uint()
    cursor.at = start
    skipJson(cursor)
    const json = cursor.bytes.subarray(cursor.at - length, cursor.at)
    if (hasScriptAddress(json)) this.objection = 'a link that runs script'
  }

  /** Array, Map, Text, XmlElement, XmlFragment, XmlHook, XmlText: two of them have a name. */
  #readType(): void {
    const type = this.cursor.byte()
    if (type > 6) this.cursor.fail('an unknown type')
    if (type === 3 || type === 5) this.cursor.skipKey()
  }

  /** A guid and an object, which Yjs spreads into the options of `new Doc()`. */
  #readSubdocument(): void {
    const { cursor } = this
    cursor.skipString()
    if (cursor.byte() !== anyObject) cursor.fail("a subdocument's options are no object")
    for (let left = cursor.uint(); left > 0; left--) {
      const start = cursor.at + 1
      cursor.skipKey()
      const length = cursor.at - start
      const isReserved = reservedOptions.some(key => key.length === length && cursor.equals(start, key))
      if (isReserved) cursor.fail('a reserved option of a subdocument')
      skipAny(cursor, 1)
    }
  }
}
