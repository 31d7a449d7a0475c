/** Where one can go: the navigation, the shortcuts and the bottom bar of phones all read this table. */
import {
  type Icon,
  IconAddressBook,
  IconChecklist,
  IconFlask,
  IconHistory,
  IconInbox,
  IconLayoutDashboard,
  IconPlugConnected,
  IconSend,
  IconShieldExclamation,
  IconSpeakerphone,
} from '@tabler/icons-react'
import { useMe } from '../session/me.ts'
import type { ShellWords } from '../words/words.ts'

export type Place = {
  readonly name: keyof ShellWords['places']
  readonly path:
    | '/'
    | '/campaigns'
    | '/results'
    | '/customers'
    | '/tasks'
    | '/inbox'
    | '/delivery'
    | '/quarantine'
    | '/connect'
    | '/activity'
  /** Pressed after `g`. */
  readonly key: string
  readonly icon: Icon
}

const PLACES: readonly Place[] = [
  { name: 'overview', path: '/', key: 'o', icon: IconLayoutDashboard },
  { name: 'campaigns', path: '/campaigns', key: 'c', icon: IconSpeakerphone },
  { name: 'results', path: '/results', key: 'r', icon: IconFlask },
  { name: 'customers', path: '/customers', key: 'u', icon: IconAddressBook },
  { name: 'tasks', path: '/tasks', key: 't', icon: IconChecklist },
  { name: 'inbox', path: '/inbox', key: 'i', icon: IconInbox },
  { name: 'delivery', path: '/delivery', key: 'd', icon: IconSend },
  { name: 'quarantine', path: '/quarantine', key: 'q', icon: IconShieldExclamation },
  { name: 'connect', path: '/connect', key: 'b', icon: IconPlugConnected },
  { name: 'activity', path: '/activity', key: 'a', icon: IconHistory },
]

/** Those that lead somewhere here. */
export const usePlaces = (): readonly Place[] => {
  const { inbox } = useMe().capabilities
  return inbox ? PLACES : WITHOUT_INBOX
}

const WITHOUT_INBOX = PLACES.filter(({ name }) => name !== 'inbox')

/** What fits in the bar at the bottom of a phone; the rest stands behind "More". */
export const BOTTOM_PLACES = 4
