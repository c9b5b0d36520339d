import { attributesOf } from './block-attributes.ts'
import type { Block, Content } from './blocks.ts'

/** What stands for a block that cannot be read or written. */
const standIn: Block = { ...attributesOf({}), type: 'text', runs: [{ text: '…', marks: {} }] }

/** Reads a block, or gives what stands for it. */
export function soundBlock(read: () => Block): Block {
  try {
    return read()
  } catch (error) {
    tell(error)
    return standIn
  }
}

/**
 * Writes a document. One block that cannot be written must not keep all others from those who follow it: where it comes to an error, each is
 * tried by itself.  @throws what `write` does, where it is due to no block alone
 */
export function writeSound<Written>(content: Content, write: (content: Content) => Written): Written {
  try {
    return write(content)
  } catch (error) {
    const blocks = content.blocks.map(block =>
      soundBlock(() => {
        write({ ...content, blocks: [block] })
        return block
      }),
    )
    if (!blocks.includes(standIn)) throw error
    return write({ ...content, blocks })
  }
}

/** A document is written anew with each change. */
const tellEveryMs = 60_000
let toldAt = Number.NEGATIVE_INFINITY

/** Whoever runs the server should know; the message may repeat what was written. */
function tell(error: unknown): void {
  if (!(error instanceof Error)) throw error
  if (performance.now() - toldAt < tellEveryMs) return
  toldAt = performance.now()
  const frames = error.stack?.split('\n').filter(line => /^\s+at /.test(line)) ?? []
  process.emitWarning(`A block of a document could not be written: ${error.name}`, {
    detail: frames.slice(0, 5).join('\n'),
  })
}
