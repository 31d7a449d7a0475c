/** What publishing would say to the files of an import, before there are templates. */
import type { MailContent } from '../../domain/campaign/campaign.ts'
import { epochMs } from '../../kernel/words.ts'
import { parseCampaign } from '../campaign.ts'
import type { CheckTemplate, Templates } from '../campaign-steps.ts'
import { parseSegment } from '../segment.ts'
import type { Judge } from './bring-over.ts'

/** Judges by the grammar alone. Templates that are named are taken to be there: the report lists those that are to be written. */
export const judgeBy =
  (checkTemplate: CheckTemplate): Judge =>
  (kind, json) => {
    const publishing = { version: 1, publishedAt: epochMs(0), saltSeed: '', checkTemplate, templates: ANY_TEMPLATE }
    const read = kind === 'segment' ? parseSegment(json) : parseCampaign(json, publishing)
    return read.ok ? [] : read.problems
  }

const ANY_TEMPLATE: Templates = {
  names: [],
  find: (name): MailContent => ({
    template: { name, version: 1 },
    defaultLocale: 'en',
    written: new Map([['en', { subject: name, preheader: null, html: null, text: '{{ links.unsubscribe }}' }]]),
  }),
}
