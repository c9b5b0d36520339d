export {
  type BlockRange,
  deleteBlocks,
  duplicateBlocks,
  moveBlocks,
  moveRange,
  positionOf,
  selectBlock,
  selectedContent,
} from './block-actions.ts'
export { holdBlocks } from './held-blocks.ts'
