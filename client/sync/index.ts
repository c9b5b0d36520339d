export type { Participant, Profile, RefusalReason, Role } from '../../protocol/index.ts'
export { QuireProvider, type QuireProviderEvents, type QuireProviderOptions } from './provider.ts'
export type { Status, TransportName } from './status.ts'
