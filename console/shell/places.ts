/** Where one can go: the navigation, the shortcuts and the bottom bar of phones all read this table. */
import {
  type Icon,
  IconAddressBook,
  IconFlask,
  IconInbox,
  IconLayoutDashboard,
  IconPlugConnected,
  IconSend,
  IconShieldExclamation,
  IconSpeakerphone,
} from '@tabler/icons-react'
import type { ShellWords } from '../words/words.ts'

export type Place = {
  readonly name: keyof ShellWords['places']
  readonly path: '/' | '/campaigns' | '/results' | '/customers' | '/inbox' | '/delivery' | '/quarantine' | '/connect'
  /** Pressed after `g`. */
  readonly key: string
  readonly icon: Icon
}

export const PLACES: readonly Place[] = [
  { name: 'overview', path: '/', key: 'o', icon: IconLayoutDashboard },
  { name: 'campaigns', path: '/campaigns', key: 'c', icon: IconSpeakerphone },
  { name: 'results', path: '/results', key: 'r', icon: IconFlask },
  { name: 'customers', path: '/customers', key: 'u', icon: IconAddressBook },
  { name: 'inbox', path: '/inbox', key: 'i', icon: IconInbox },
  { name: 'delivery', path: '/delivery', key: 'd', icon: IconSend },
  { name: 'quarantine', path: '/quarantine', key: 'q', icon: IconShieldExclamation },
  { name: 'connect', path: '/connect', key: 'b', icon: IconPlugConnected },
]

/** What fits in the bar at the bottom of a phone; the rest stands behind "More". */
export const BOTTOM_PLACES = PLACES.slice(0, 4)
export const FURTHER_PLACES = PLACES.slice(4)
