import { describe, expect, it } from 'vitest'
import { parseCampaign } from '../../shared/contract/campaign.ts'
import { parsePolicy } from '../../shared/contract/policy.ts'
import { campaignUnderPolicy } from '../../shared/contract/topics.ts'
import { PUBLISHING } from './files.ts'

const policy = {
  lifecycle: { activity: ['Order Completed'], newFor: '30d', atRiskAfter: '60d', dormantAfter: '120d', churnedAfter: '365d' },
  consent: { basis: 'soft-opt-in' },
}
const campaign = {
  id: 'win-back',
  name: 'Win back',
  topic: 'offers',
  status: 'active',
  entry: { stage: 'dormant' },
  reentry: 'each',
  steps: [{ send: { subject: 'Hello', text: 'Hello.' } }],
}
const problems = (morePolicy: object, moreCampaign: object) => {
  const [parsedPolicy, parsedCampaign] = [
    parsePolicy({ ...policy, ...morePolicy }),
    parseCampaign({ ...campaign, ...moreCampaign }, PUBLISHING),
  ]
  if (!parsedPolicy.ok || !parsedCampaign.ok) throw new Error('both can be read')
  return campaignUnderPolicy(parsedPolicy.value, parsedCampaign.value)
}
const TOPICS = { offers: { en: 'Offers' }, news: { en: 'News' } }

describe('a campaign under a policy, each right by itself', () => {
  it.each([
    { what: 'no topics are listed', policy: {}, campaign: { topic: 'anything' }, path: null },
    { what: 'its topic is listed', policy: { topics: TOPICS }, campaign: {}, path: null },
    {
      what: 'its topic is misspelt',
      policy: { topics: TOPICS },
      campaign: { topic: 'ofers' },
      path: 'topic',
      hint: 'Did you mean "offers"?',
    },
    {
      what: 'its topic is not listed',
      policy: { topics: TOPICS },
      campaign: { topic: 'surveys' },
      path: 'topic',
      hint: 'lists offers, news',
    },
    { what: 'its window is open by day', policy: {}, campaign: { sendWindow: { from: '09:00', until: '09:01' } }, path: null },
    {
      what: 'its window lies in the night',
      policy: {},
      campaign: { sendWindow: { from: '21:00', until: '09:00' } },
      path: 'sendWindow',
      hint: 'Move the window',
    },
    {
      what: 'its window lies in a night that nobody keeps quiet',
      policy: { sending: { quietHours: null } },
      campaign: { sendWindow: { from: '21:00', until: '09:00' } },
      path: null,
    },
  ])('$what', ({ policy, campaign, path, hint }) => {
    const found = problems(policy, campaign)
    expect(found.map((one) => one.path)).toEqual(path === null ? [] : [path])
    if (hint !== undefined) expect(found[0]?.hint).toContain(hint)
  })
})
