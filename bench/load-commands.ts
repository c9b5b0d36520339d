import type { PersonPlan } from './person.ts'
import type { System } from './wires.ts'

/** What a load process does when it is told to. */
export interface LoadCommands {
  /** Connects these people. */
  open(plan: { system: System; url: string; people: PersonPlan[] }): Promise<void>
  /** Everybody who writes, writes; gives how many edits each of them has made altogether, and what that took. */
  type(rhythm: { perSecond: number; seconds: number; seed: number }): Promise<Typed>
  /** Waits until all have seen that many of each person's edits, or nothing has come for a while. */
  settle(edits: Edits): Promise<{ missing: number; bytesRead: number; bytesWritten: number }>
  /** From an edit to its being seen in another document, in milliseconds: every edit since `from`, everywhere. */
  latencies(edits: { from: Record<number, number>; sent: Record<number, number[]> }): Promise<Float64Array>
  /** What each person reads in the end, by document. */
  digests(): Promise<{ documentId: string; digest: string }[]>
}

/** How many edits each person has made, by document and person. */
export type Edits = Record<string, Record<number, number>>

export interface Typed {
  sent: Record<number, number[]>
  /** Share of a core that this process used while typing: near 1, it measures itself. */
  load: number
}

export interface Call {
  call: number
  command: keyof LoadCommands
  argument: never
}

export type Answer = { call: number; result: unknown } | { call: number; error: string }
