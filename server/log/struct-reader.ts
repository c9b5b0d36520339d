import { kinds, skipContent } from './skip-content.ts'
import type { UpdateCursor } from './update-cursor.ts'
import { maxClient, maxClock, maxRootNameBytes, maxRootTypes, weigh } from './update-limits.ts'

// A struct's first byte: the lowest five bits say what it is, the highest three what is written before its content.
export const kindBits = 0b0001_1111
export const hasOrigin = 0b1000_0000
export const hasRightOrigin = 0b0100_0000
const hasParentSub = 0b0010_0000

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

/** Steps over the structs of one client after the other (yjs 13.6, `readClientsStructRefs` in src/utils/encoding.js),
 *  allocating nothing but what they refer to. */
export class StructReader {
  readonly cursor: UpdateCursor
  readonly roots = new Set<string>()
  hasGap = false
  #structs = 0
  #types = 0
  #subdocuments = 0
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

  /** Of all that was read. */
  get weight(): number {
    return weigh({
      structs: this.#structs,
      types: this.#types,
      subdocuments: this.#subdocuments,
      values: this.cursor.values,
    })
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
    const length = skipContent(cursor, kind)
    this.#structs++
    if (kind === kinds.type) this.#types++
    if (kind === kinds.subdocument) this.#subdocuments++
    if (kind === kinds.skip) this.hasGap = true
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
    if (reservedRoots.has(name)) cursor.object(`${name} as a root type`)
    this.roots.add(name)
    if (this.roots.size > maxRootTypes) cursor.fail('too many root types')
  }
}
