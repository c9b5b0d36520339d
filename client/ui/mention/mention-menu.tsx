import { useEffect, useMemo, useState } from 'react'
import { applyMention, dismissMention, type QuireEditor, type TypedQuery } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { me } from '../account/me.ts'
import { RequestFailed } from '../api/request.ts'
import { type PersonWithRole, sharingOf } from '../api/sharing.ts'
import { Avatar } from '../document/avatar.tsx'
import type { OpenDocument } from '../document/open-document.ts'
import { useObservable } from '../parts/observable.ts'
import { search } from '../slash/search.ts'
import { SuggestionMenu } from '../slash/suggestion-menu.tsx'
import { mentionable } from './mentionable.ts'

interface MentionMenuProps {
  editor: QuireEditor
  typed: TypedQuery
  opened: OpenDocument
}

/** Who is here, and who is on the document's list as far as one may see it. */
export function MentionMenu({ editor, typed, opened }: MentionMenuProps) {
  const { t } = useTranslation()
  const participants = useObservable(opened.participants)
  const myId = useObservable(me)?.user?.id
  const listed = useListed(opened)
  const mySession = opened.provider.session
  const people = useMemo(
    () => mentionable({ people: listed, participants, mySession, myId }),
    [listed, participants, mySession, myId],
  )
  const items = useMemo(
    () =>
      search(people, typed.query).map(person => ({
        ...person,
        icon: <Avatar name={person.name} color={person.color} />,
        hint: person.email !== undefined && <span className="mention-mail">{person.email}</span>,
      })),
    [people, typed.query],
  )
  return (
    <SuggestionMenu
      editor={editor}
      typed={typed}
      label={t('mention.label')}
      items={items}
      choose={({ name, user }) => applyMention(editor, { name, user })}
      dismiss={dismissMention}
    />
  )
}

const nobody: readonly PersonWithRole[] = []

/** Nobody until the server has said who is on the list, and where one may not see it. */
function useListed({ id, linkKey }: OpenDocument): readonly PersonWithRole[] {
  const [people, setPeople] = useState(nobody)
  useEffect(() => {
    const closing = new AbortController()
    sharingOf(id, linkKey)
      .read(closing.signal)
      .then(sharing => setPeople(sharing.people))
      .catch((error: unknown) => {
        // Who is here can be mentioned without it.
        if (!closing.signal.aborted && !(error instanceof RequestFailed)) throw error
      })
    return () => closing.abort()
  }, [id, linkKey])
  return people
}
