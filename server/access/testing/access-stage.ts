import { randomBytes } from 'node:crypto'
import type { DocumentId, GivenRole } from '../../../protocol/index.ts'
import type { StoredLog } from '../../log/tables.ts'
import { AccessChanges } from '../access-changes.ts'
import type { Caller } from '../caller.ts'
import { openAccess } from '../open-access.ts'
import type { Action } from '../roles.ts'
import { Sharing } from '../sharing.ts'

export const mustNotFail = (error: unknown) => {
  throw error
}

/** Somebody with a login of their own. */
export function person(name: string): Caller & { user: string; login: string } {
  return { user: `g_${name}`, login: `l_${name}`, expiresAt: Number.POSITIVE_INFINITY }
}

export type AccessStage = Awaited<ReturnType<typeof openStage>>

/** Access to one log, as a node has it. */
export async function openStage(
  log: StoredLog,
  { newLinkRole = 'editor', isShared = false }: { newLinkRole?: GivenRole | 'none'; isShared?: boolean } = {},
) {
  const { tables } = log
  const changes = await AccessChanges.open({ tables, isShared, onTrouble: mustNotFail })
  const access = openAccess({
    tables,
    changes,
    newLinkRole: newLinkRole === 'none' ? undefined : newLinkRole,
  })
  const sharing = new Sharing(tables, changes)
  const documentBy = async (owner: Caller): Promise<DocumentId> => {
    const id = randomBytes(12).toString('base64url')
    await access.created(id, owner)
    return id
  }
  /** The role, or the reason why not. */
  const may = async (action: Action, documentId: DocumentId, caller: Caller, linkKey?: string) => {
    const answer = await access.may(action, { caller, documentId, linkKey })
    return typeof answer === 'string' ? answer : answer.reason
  }
  const keyOf = async (documentId: DocumentId): Promise<string> => {
    const [row] = await tables.read(
      tables.query.selectFrom('documents_access').select('link_key').where('document', '=', documentId),
    )
    return row?.link_key ?? ''
  }
  /** Comes by the address alone, and is remembered. */
  const visits = async (documentId: DocumentId, caller: Caller, linkKey?: string) => {
    const role = await may('read', documentId, caller, linkKey)
    await access.settled()
    return role
  }
  /** With the log. */
  const close = async () => {
    await access.settled()
    access.close()
    await log.close()
  }
  return { log, tables, changes, access, sharing, documentBy, may, keyOf, visits, close }
}
