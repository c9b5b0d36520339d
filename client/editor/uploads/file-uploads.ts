import type { Node, Schema } from '@tiptap/pm/model'
import { fileAt } from '../../../formats/file-address.ts'
import { attributesOf } from '../schema/block-attributes.ts'

/** Why a file is not taken. `limit` is in bytes. */
export type UploadTrouble = {
  why:
    | 'tooLarge'
    | 'documentFull'
    | 'personFull'
    | 'diskFull'
    | 'noRight'
    | 'signedOut'
    | 'anothers'
    | 'refused'
    | 'damaged'
    | 'unreadable'
  limit?: number | undefined
}

/** What others are told of that. */
export type TheirTrouble = Exclude<UploadTrouble['why'], 'signedOut' | 'anothers'> | 'cancelled'

/** What is to be seen of an upload. `share`: of its bytes, from 0 to 1. */
export type UploadLook =
  | { state: 'sending' | 'waiting' | 'paused' | 'checking'; share: number }
  | { state: 'failed'; trouble: UploadTrouble }
  /** Somebody else's, who is here; without a name where they have none. */
  | { state: 'theirs'; name: string; share: number; isPaused: boolean }
  /** Somebody's here, for whom it did not go. */
  | { state: 'theirsFailed'; name: string; why: TheirTrouble }
  /** Nobody here goes on with it; nobody at all, where it was cancelled here, or the document copied before it was there. */
  | { state: 'left' | 'cancelled' | 'copied' }

/** The files of a document, and those that are on their way into it, each by its token. */
export interface FileUploads {
  /** Where the bytes of a file are, within this site. */
  address(file: string): string
  /** The document is open on its server: a file would be on its way at once. */
  readonly isReachable: boolean
  begin(file: File): string
  look(token: string): UploadLook
  /** What this very window sends. */
  file(token: string): Blob | undefined
  /** Returns its own undo. */
  onChange(listener: () => void): () => void
  pause(token: string): void
  goOn(token: string): void
  cancel(token: string): void
  /** The file of an upload that nobody goes on with, once more. */
  give(token: string, file: File): void
}

/** The texts of files in a document. */
export type FileLabels = {
  download: (name: string) => string
  /** What a file is called that has no name any more. */
  unnamed: string
  /** Its size in words. */
  size: (bytes: number) => string
  percent: (share: number) => string
  state: Record<
    | 'sending'
    | 'waiting'
    | 'paused'
    | 'checking'
    | 'left'
    | 'leftForReader'
    | 'cancelled'
    | 'copied'
    | 'copiedForReader'
    | 'another',
    string
  >
  theirs: (name: string, isPaused: boolean) => string
  theirsFailed: (name: string, why: TheirTrouble) => string
  /** `bytes`: how large the file is. */
  trouble: (trouble: UploadTrouble, bytes: number | null) => string
  pause: string
  goOn: string
  cancel: string
  again: string
  choose: string
  remove: string
}

const bySchema = new WeakMap<Schema, FileUploads>()

/** Each editor has a schema of its own: through that its blocks lead to its files. */
export function provideUploads(schema: Schema, uploads: FileUploads): void {
  bySchema.set(schema, uploads)
}

export function uploadsOf(schema: Schema): FileUploads | undefined {
  return bySchema.get(schema)
}

/** Where a block's file is, for this page and for others; undefined where it is not all there. */
export function fileAddress(block: Node): string | undefined {
  const { file } = attributesOf(block)
  const address = file === null ? undefined : uploadsOf(block.type.schema)?.address(file)
  return address && location.origin + address
}

/** The file that an address of this site speaks of, where it is one of the document that this page shows. */
export function ownFileAt(address: string): string | undefined {
  const found = fileAt(address)
  return found && location.pathname.split('/').includes(found.document) ? found.file : undefined
}
