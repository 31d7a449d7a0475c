/** The frame around every page, and what any page may say. */
import type { Failed } from '../../api/failed.ts'
import type { Formats } from '../formats.ts'
import { counted } from './plural.ts'

const SENTENCES = {
  product: 'Rekindle',
  skip: 'Skip to the page',
  navigation: 'Main',
  more: 'More',
  close: 'Close',
  cancel: 'Cancel',
  places: {
    overview: 'Overview',
    campaigns: 'Campaigns',
    results: 'Results',
    customers: 'Customers',
    tasks: 'Tasks',
    inbox: 'Inbox',
    delivery: 'Delivery',
    quarantine: 'Quarantine',
    connect: 'Connect',
    activity: 'Activity',
  },
  search: { label: 'Find a customer', placeholder: 'Find a customer by id, name or mail address' },
  language: { label: 'Language', en: 'English', zh: '中文' },
  scheme: { label: 'Appearance', light: 'Light', dark: 'Dark', auto: 'As the system' },
  loading: 'Loading …',
  retry: 'Try again',
  copy: 'Copy',
  copied: 'Copied',
  yes: 'yes',
  no: 'no',
  none: '–',
  notEnoughData: 'not enough data',
  showTable: 'Show as a table',
  showChart: 'Show as a chart',
  dataTable: 'Table',
  missing: {
    title: 'There is no such page',
    text: 'The address leads nowhere. It may be mistyped, or what it showed is gone.',
    back: 'Back to the overview',
  },
  broken: {
    title: 'This page broke',
    text: 'That is a mistake of ours, not yours. Nothing was changed or sent by it. Load the page again; if it happens again, please report what stands below.',
    reload: 'Load the page again',
  },
}

export const shellWords = (format: Formats) => ({
  ...SENTENCES,
  demo: {
    name: 'Demo shop',
    clock: 'The clock of the demo shop',
    pace: 'How fast the shop lives',
    paces: { paused: 'Paused', 'hour-a-minute': '1 hour a minute', 'day-a-minute': '1 day a minute', 'day-a-second': '1 day a second' },
    pacesShort: { paused: 'Pause', 'hour-a-minute': '1 h/min', 'day-a-minute': '1 d/min', 'day-a-second': '1 d/s' },
    ends: (at: string) => `Nothing more happens in the shop after ${format.instant(at)}.`,
  },
  pulse: {
    label: 'Events a second, live',
    perSecond: (value: number) => `${format.perSecond(value)} ${value === 1 ? 'event' : 'events'}/s`,
    connecting: 'Connecting …',
    lost: 'The live line is broken. Trying again …',
  },
  keyboard: {
    title: 'Keyboard',
    open: 'Keyboard shortcuts',
    goTo: (place: string) => `Go to ${place}`,
    search: 'Find a customer',
    sheet: 'Show this sheet',
    leave: 'Close, or leave a field',
    andThen: 'then',
    enabled: 'Single-key shortcuts',
    enabledHint: 'Turn them off if they get in the way of speech input or a screen reader.',
  },
  problems: {
    title: (failed: Failed): string => {
      switch (failed.type) {
        case 'unreachable':
        case 'offline':
          return 'The server cannot be reached'
        case 'unreadable':
          return 'The server gave an answer that cannot be read'
        case 'refused':
          return failed.status === 404 ? 'There is no such thing' : 'The server refused'
      }
    },
    hint: (failed: Failed): string | null => {
      switch (failed.type) {
        case 'unreachable':
          return 'Is it still running? Start it with “npm start”; this page goes on by itself.'
        case 'offline':
          return 'Is this computer online? This page goes on by itself.'
        case 'unreadable':
          return `It answered with status ${failed.status}. Its log says more.`
        case 'refused':
          return null
      }
    },
    stale: 'These numbers may be old: the last attempt to refresh them failed.',
    whole: 'the whole',
    where: 'Where',
    what: 'What is wrong',
    mend: 'How to mend it',
    count: (count: number) => counted(format, count, 'problem'),
  },
})
