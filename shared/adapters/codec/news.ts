import { unreachable } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import type { News } from '../../domain/messaging/news.ts'
import { instantAt, type Row, sealed, textAt, wordOf } from './reading.ts'

/** What was heard of a mail, as a row `[type, saidAt, …values]`. */
export const writeNews = (news: News): Json[] => {
  switch (news.type) {
    case 'delayed':
    case 'complained':
      return sealed([news.type, news.saidAt, news.detail], 'news')
    case 'bounced':
      return sealed([news.type, news.saidAt, news.kind, news.detail], 'news')
    case 'opened':
      return sealed([news.type, news.saidAt, news.by], 'news')
    case 'clicked':
      return sealed([news.type, news.saidAt, news.by, news.link, news.source], 'news')
    default:
      return unreachable(news)
  }
}

export const readNews = (row: Row): News => {
  const type = wordOf(['delayed', 'bounced', 'complained', 'opened', 'clicked'], textAt(row, 0, 'news'), 'news')
  const saidAt = instantAt(row, 1, 'instant of news')
  const by = () => wordOf(['person', 'machine'], textAt(row, 2, 'reader'), 'reader')
  switch (type) {
    case 'delayed':
    case 'complained':
      return { type, saidAt, detail: textAt(row, 2, 'detail of news') }
    case 'bounced':
      return {
        type,
        saidAt,
        kind: wordOf(['permanent', 'transient'], textAt(row, 2, 'bounce'), 'bounce'),
        detail: textAt(row, 3, 'detail'),
      }
    case 'opened':
      return { type, saidAt, by: by() }
    case 'clicked': {
      const source = wordOf(['service', 'link'], textAt(row, 4, 'source of news'), 'source of news')
      return { type, saidAt, by: by(), link: textAt(row, 3, 'link'), source }
    }
    default:
      return unreachable(type)
  }
}
