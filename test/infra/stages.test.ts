import { describe, expect, it } from 'vitest'
import { MAILS_PER_SECOND, TABLE_WRITES_PER_SECOND, writesPerSecond } from '../../infra/capacity.ts'
import { checkedStages, type Stage } from '../../infra/stage.ts'
import { STAGES } from '../../infra/stages.ts'
import { EVERYTHING, PROD } from './synthesised.ts'

const wrong = (change: Partial<Stage>): string => {
  try {
    checkedStages([{ ...PROD, ...change }])
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('a stage', () => {
  it('as it is shipped, or asking for everything, is right', () => {
    expect(checkedStages([...STAGES, EVERYTHING])).toHaveLength(STAGES.length + 1)
  })

  it.each<{ what: string; change: Partial<Stage>; says: string }>([
    { what: 'a name with a hyphen', change: { name: 'eu-prod' }, says: 'name: 1 to 16 small letters' },
    { what: 'a name that is too long', change: { name: 'a'.repeat(17) }, says: 'name: 1 to 16 small letters' },
    { what: 'an account of eleven digits', change: { account: '12345678901', region: 'eu-west-1' }, says: 'write its 12 digits' },
    { what: 'an account without a region', change: { account: '123456789012' }, says: 'state both, or neither' },
    { what: 'a region that is none', change: { account: '123456789012', region: 'europe' }, says: '"europe" is no region' },
    { what: 'a domain that is an address', change: { mail: { ...PROD.mail, domain: 'me@example.com' } }, says: 'is no domain' },
    {
      what: 'a MAIL FROM elsewhere',
      change: { mail: { ...PROD.mail, mailFrom: 'bounce.other.com' } },
      says: 'must be a subdomain of mail.domain',
    },
    { what: 'a MAIL FROM that is the domain', change: { mail: { ...PROD.mail, mailFrom: PROD.mail.domain } }, says: 'must be a subdomain' },
    { what: 'a sender of another domain', change: { mail: { ...PROD.mail, sender: 'a@gmail.com' } }, says: 'must be an address at' },
    { what: 'thirty-six days of recovery', change: { data: { ...PROD.data, recoveryDays: 36 } }, says: 'is not 1 to 35' },
    { what: 'logs kept for eight days', change: { logDays: 8 }, says: 'which CloudWatch offers' },
    {
      what: 'a console under a certificate of another region',
      change: {
        console: { ...PROD.console, domain: { name: 'c.example.com', certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1' } },
      },
      says: 'CloudFront reads certificates of us-east-1 alone',
    },
    { what: 'an origin with a path', change: { events: { ...PROD.events, corsOrigins: ['https://a.example/b'] } }, says: 'is no origin' },
    { what: 'a single worker', change: { atOnce: { ...PROD.atOnce, send: 1 } }, says: 'atOnce.send: 1 is not 2 to 1000' },
    { what: 'more workers than the table takes', change: { atOnce: { ...PROD.atOnce, intake: 20 } }, says: 'and a new table takes 4000' },
    { what: 'alarms to nobody', change: { watch: { alarmsTo: '' } }, says: 'watch.alarmsTo' },
    { what: 'a burst below the rate', change: { links: { ...PROD.links, burst: 1 } }, says: 'links.burst' },
  ])('with $what is refused in words', ({ change, says }) => {
    expect(wrong(change)).toContain(says)
  })

  it('is told all that is wrong at once', () => {
    expect(wrong({ name: 'X', logDays: 0, watch: { alarmsTo: 'nobody' } }).split('\n')).toHaveLength(4)
  })

  it('is there once', () => {
    expect(() => checkedStages([PROD, PROD])).toThrow('stage "prod": is there twice')
  })
})

describe('how many work at once', () => {
  it.each(STAGES.map((stage) => [stage.name, stage] as const))('%s cannot overrun a new table', (_, { atOnce }) => {
    expect(writesPerSecond(atOnce)).toBeLessThanOrEqual(TABLE_WRITES_PER_SECOND)
  })

  it('counts mail by SES’s rate, however many send', () => {
    const { atOnce } = PROD
    expect(writesPerSecond({ ...atOnce, send: 100 })).toBe(writesPerSecond(atOnce))
    expect(MAILS_PER_SECOND).toBe(14)
  })

  it('grows with each worker', () => {
    expect(writesPerSecond({ ...PROD.atOnce, tick: 3 })).toBeGreaterThan(writesPerSecond(PROD.atOnce))
  })
})
