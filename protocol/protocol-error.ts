/** A peer sent what the protocol does not know. Caught once per session, never shown as an accident of ours. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}
