import type { Node } from '@tiptap/pm/model'
import { NodeSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { type ImageAddress, imageAddress } from '../../../formats/images/address.ts'
import { element, setAttributes } from '../rich/elements.ts'
import { outerAttributes } from '../schema/block.ts'
import { attributesOf, imageRoom, kindOf } from '../schema/block-attributes.ts'
import type { ImageLabels, QuireEditor, RichLabels } from '../types.ts'
import { removeBlock } from '../uploads/file-view.ts'
import { UploadPanel } from '../uploads/upload-panel.ts'
import type { BlockView } from '../view/late-views.ts'
import { Preview } from './preview.ts'
import { resizeHandles } from './resize.ts'
import { isShown, onHostShown, showHost } from './shown-hosts.ts'

/** An image and its caption, which is the block's text. */
export function imageView(editor: QuireEditor, { image: labels, file, uploads }: RichLabels): BlockView {
  return (first, view, position) => {
    const picture = new Picture(labels)
    const frame = element('div', { class: 'image-frame', contenteditable: 'false' }, picture.dom)
    const contentDOM = element('figcaption', { 'data-placeholder': labels.caption })
    const dom = element('figure', { class: 'image' }, frame, contentDOM)
    frame.append(...resizeHandles(editor, { frame, figure: dom, position }))
    let shown = first
    const panel =
      uploads &&
      new UploadPanel({
        uploads,
        labels: file,
        text: view.dom,
        isEditable: () => view.editable,
        remove: () => removeBlock(view, position),
        bytes: () => attributesOf(shown).bytes,
      })
    const preview = uploads && new Preview(uploads)
    if (panel !== undefined && preview !== undefined) {
      frame.prepend(preview.dom)
      frame.append(panel.dom)
      // It gives way to the picture itself once that can be seen.
      for (const end of ['load', 'error']) picture.dom.addEventListener(end, () => preview.clear(), true)
    }
    const source = () => {
      const { src, file } = attributesOf(shown)
      return file === null || uploads === undefined ? src : location.origin + uploads.address(file)
    }
    const show = (node: Node) => {
      shown = node
      const { style: _, ...outer } = outerAttributes(node)
      setAttributes(dom, outer)
      dom.toggleAttribute('data-uncaptioned', node.content.size === 0)
      const attributes = attributesOf(node)
      for (const [name, value] of Object.entries(imageRoom(attributes))) frame.style.setProperty(name, value)
      const { alt, upload, file } = attributes
      const isComing = panel !== undefined && upload !== null && file === null
      dom.toggleAttribute('data-uploading', isComing)
      picture.dom.hidden = isComing
      panel?.show(isComing ? upload : null, alt ?? (node.textContent || labels.label))
      if (isComing) preview?.show(upload)
      else picture.show(source(), alt ?? '')
    }
    selectByPointer(frame, view, position)
    show(first)
    const stop = onHostShown(() => picture.show(source(), attributesOf(shown).alt ?? ''))
    return {
      dom,
      contentDOM,
      update(node) {
        if (kindOf(node) !== 'image') return false
        show(node)
        return true
      },
      selectNode: () => dom.classList.add('is-selected'),
      deselectNode: () => dom.classList.remove('is-selected'),
      stopEvent: ({ target }) => target instanceof globalThis.Node && frame.contains(target),
      ignoreMutation: mutation => mutation.type !== 'selection' && !contentDOM.contains(mutation.target),
      destroy() {
        stop()
        panel?.destroy()
        preview?.destroy()
      },
    }
  }
}

/** A press selects the image. A finger's does not take the keyboard along, which would cover it. */
function selectByPointer(frame: HTMLElement, view: EditorView, position: () => number | undefined): void {
  const select = (withFocus: boolean) => {
    const at = position()
    if (at === undefined || !view.editable) return
    if (withFocus) view.focus()
    view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, at)))
  }
  frame.addEventListener('mousedown', event => {
    if (!view.editable || event.button !== 0) return
    event.preventDefault()
    if (event.target instanceof HTMLElement && event.target.closest('button') === null) select(true)
  })
  frame.addEventListener('pointerup', event => {
    const isFinger = event.pointerType !== 'mouse'
    if (isFinger && event.target instanceof HTMLElement && event.target.closest('button') === null)
      select(view.hasFocus())
  })
}

/** What is seen of an image: itself, or what stands in its place. */
class Picture {
  readonly dom = element('div', { class: 'image-place' })
  readonly #labels: ImageLabels
  #src: string | null = null
  #image: HTMLImageElement | undefined
  #address: ImageAddress | undefined
  #isBroken = false
  #drawn = ''

  constructor(labels: ImageLabels) {
    this.#labels = labels
  }

  show(src: string | null, alt: string): void {
    if (src !== this.#src || this.#drawn === '') {
      this.#src = src
      this.#address = imageAddress(src)
      this.#isBroken = false
      this.#image = undefined
      this.#drawn = ''
    }
    const address = this.#address
    if (address === undefined || this.#isBroken) this.#standIn('broken', this.#labels.broken, alt)
    else if (address.from === 'elsewhere' && !isShown(address.host)) this.#standElsewhere(address.host, alt)
    else this.#draw(address.href, alt)
  }

  #draw(href: string, alt: string): void {
    this.#image ??= this.#imageOf(href)
    if (this.#image.alt !== alt || !this.#image.hasAttribute('alt')) this.#image.alt = alt
    if (this.#drawn === 'image') return
    this.#drawn = 'image'
    this.dom.replaceChildren(this.#image)
  }

  #imageOf(href: string): HTMLImageElement {
    const image = element('img', {
      loading: 'lazy',
      decoding: 'async',
      referrerpolicy: 'no-referrer',
      draggable: 'false',
    })
    image.addEventListener('error', () => {
      if (this.#image !== image) return
      this.#isBroken = true
      this.show(this.#src, image.alt)
    })
    image.src = href
    return image
  }

  #standIn(kind: string, words: string, alt: string, ...more: HTMLElement[]): void {
    const key = `${kind} ${alt}`
    if (this.#drawn === key) return
    this.#drawn = key
    const lines = [words, alt].filter(line => line !== '').map(line => element('span', {}, line))
    this.dom.replaceChildren(element('div', { class: 'image-stand-in' }, ...lines, ...more))
  }

  #standElsewhere(host: string, alt: string): void {
    const button = element('button', { type: 'button', class: 'image-show' }, this.#labels.show)
    button.addEventListener('click', () => showHost(host))
    this.#standIn(`elsewhere ${host}`, this.#labels.elsewhere(host), alt, button)
  }
}
