import type { Fragment, Node } from '@tiptap/pm/model'
import type { EditorView } from '@tiptap/pm/view'
import { lateCode } from '../late-code.ts'
import type { QuireEditor } from '../types.ts'

/** What comes from outside with pictures in it. `place`: what it is to replace, wherever that is by then. */
export type Coming = {
  files: readonly File[]
  html: string
  text: string
  place: () => PlaceKept | undefined
}
export type PlaceKept = { from: number; to: number }

/** Its block and where its caption is; or the words that stand for it; or nothing of these: it says nothing. */
export type FlatImage = { block?: HTMLElement; caption?: HTMLElement | undefined; words?: globalThis.Node }

/** What the editor asks of the code for images. */
export type ImagesModule = {
  /** Puts into the text what was pasted or dropped. */
  take: (editor: QuireEditor, coming: Coming) => Promise<void>
  /** A picture of a page, with its caption, as the parser of what is pasted wants it; undefined for what is none. */
  flatten: (element: HTMLElement) => FlatImage | undefined
  /** An image for other applications, and where its caption goes. */
  figure: (block: Node, owner: Document) => { element: HTMLElement; caption: HTMLElement | undefined }
  /** Parts large content from its pictures, each of which then goes in by itself. */
  lighten: (content: Fragment) => { content: Fragment; fill: (view: EditorView) => void }
}

// What reads, writes and takes in images comes with the first of them.
export const {
  get: imagesModule,
  load: loadImages,
  provide: provideImages,
} = lateCode<ImagesModule>(() => import('./index.ts'))
