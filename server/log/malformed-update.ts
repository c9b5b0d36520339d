/** The bytes are not a Yjs v1 update, or one that no well-meaning client writes. */
export class MalformedUpdate extends Error {
  override readonly name: string = 'MalformedUpdate'
}

/** Well formed, but with a run of clocks left out (Yjs writes it as a Skip struct): its writer lacks something itself. */
export class UpdateHasGap extends MalformedUpdate {
  override readonly name = 'UpdateHasGap'
}
