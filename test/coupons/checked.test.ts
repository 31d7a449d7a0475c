import { describe, expect, it } from 'vitest'
import { PUBLISHING } from '../parsing/files.ts'
import { parseCampaign } from '../../shared/contract/campaign.ts'

const mail = (text: string) => ({ send: { subject: 'Hello', text } })
const campaign = (more: object) => ({
  id: 'welcome',
  name: 'Welcome',
  topic: 'offers',
  status: 'active',
  entry: { event: 'Signed Up' },
  reentry: 'each',
  steps: [mail('Hello')],
  ...more,
})
const GIVES = mail('Your code: {{ coupon }}')
const tested = (first: object, second: object) => ({
  steps: undefined,
  goal: { name: 'order', event: 'Order Completed', window: '30d' },
  experiment: {
    control: 'plain',
    variants: [
      { name: 'plain', shareBps: 5000, steps: [first] },
      { name: 'gift', shareBps: 5000, steps: [second] },
    ],
  },
})

describe('a campaign and its codes', () => {
  it.each([
    { title: 'a pool, and a mail that says the code', more: { couponPool: 'spring', steps: [GIVES] }, paths: [] },
    {
      title: 'a pool, and the second of two mails says it',
      more: { couponPool: 'spring', steps: [mail('a'), { wait: '3d' }, GIVES] },
      paths: [],
    },
    { title: 'a pool, and one of two variants says it', more: { couponPool: 'spring', ...tested(mail('a'), GIVES) }, paths: [] },
    { title: 'a pool, and no mail says it', more: { couponPool: 'spring' }, paths: ['couponPool'] },
    {
      title: 'a pool, and no variant says it',
      more: { couponPool: 'spring', ...tested(mail('a'), mail('coupon')) },
      paths: ['couponPool'],
    },
    { title: 'no pool, and a mail that says one', more: { steps: [GIVES] }, paths: ['steps.0.send'] },
    { title: 'no pool, and no mail that says one', more: {}, paths: [] },
  ])('$title', ({ more, paths }) => {
    const parsed = parseCampaign(JSON.parse(JSON.stringify(campaign(more))), PUBLISHING)
    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual(paths)
  })
})
