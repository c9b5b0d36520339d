/** The wire's version. Any change of an event, a schema or a frame raises it; `wire.test.ts` fails otherwise. */
export const protocolVersion = 2
/** Servers and clients of two versions meet while nodes are replaced: what is new since this one is optional, and may be ignored. */
export const oldestServedVersion = 1
