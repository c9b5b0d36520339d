/** How much is uploaded by way of this node, for whoever watches. From the beginning. */
export class UploadCounts {
  bytes = 0
  begun = 0
  finished = 0
}
