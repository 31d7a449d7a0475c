import { describe, expect, it } from 'vitest'
import { type News, placeOf } from '../../../shared/domain/messaging/news.ts'
import { epochMs } from '../../../shared/kernel/words.ts'

const opened = (saidAt: number, by: 'person' | 'machine' = 'person'): News => ({ type: 'opened', saidAt: epochMs(saidAt), by })
const clicked = (saidAt: number, link: string, source: 'service' | 'link' = 'service'): News => ({
  ...{ type: 'clicked', saidAt: epochMs(saidAt), by: 'person', link, source },
})
const bounced = (saidAt: number, kind: 'permanent' | 'transient'): News => ({
  type: 'bounced',
  saidAt: epochMs(saidAt),
  kind,
  detail: 'General',
})

describe('one more piece of news', () => {
  it.each([
    { what: 'the first open', news: opened(1), heard: [], place: 'first' },
    { what: 'the same open', news: opened(1), heard: [opened(1)], place: 'again' },
    { what: 'an open a moment later', news: opened(2), heard: [opened(1)], place: 'further' },
    { what: 'the first by a person after one by a program', news: opened(2), heard: [opened(1, 'machine')], place: 'first' },
    { what: 'a click after an open', news: clicked(2, 'a'), heard: [opened(1)], place: 'first' },
    { what: 'a click by another link', news: clicked(1, 'b'), heard: [clicked(1, 'a')], place: 'further' },
    { what: 'the same click', news: clicked(1, 'a'), heard: [clicked(1, 'a')], place: 'again' },
    { what: 'the same click as our link saw it', news: clicked(2_001, 'b', 'link'), heard: [clicked(1, 'a')], place: 'again' },
    { what: 'another click as our link saw it', news: clicked(2_002, 'b', 'link'), heard: [clicked(1, 'a')], place: 'further' },
    { what: 'our link first', news: clicked(1, 'a'), heard: [clicked(2_001, 'b', 'link')], place: 'again' },
    { what: 'a bounce told twice', news: bounced(9, 'permanent'), heard: [bounced(1, 'permanent')], place: 'again' },
    { what: 'a bounce for good after one for now', news: bounced(9, 'permanent'), heard: [bounced(1, 'transient')], place: 'first' },
  ])('$what: $place', ({ news, heard, place }) => {
    expect(placeOf(news, heard)).toBe(place)
  })
})
