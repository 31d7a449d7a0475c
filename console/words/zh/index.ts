import type { Formats } from '../formats.ts'
import type { Words } from '../words.ts'
import { activityWords } from './activity.ts'
import { campaignWords } from './campaigns.ts'
import { connectWords } from './connect.ts'
import { consentWords } from './consent.ts'
import { customerStoryWords, customerWords, whyWords } from './customers.ts'
import { couponWords, deliveryWords, suppressionWords } from './delivery.ts'
import { factWords } from './facts.ts'
import { funnelWords } from './funnel.ts'
import { inboxWords } from './inbox.ts'
import { listWords } from './lists.ts'
import { quarantineWords } from './quarantine.ts'
import { lifecycleWords } from './lifecycle.ts'
import { messageWords } from './messages.ts'
import { overviewWords } from './overview.ts'
import { reasonWords } from './reasons.ts'
import { sessionWords } from './session.ts'
import { shellWords } from './shell.ts'
import { taskWords } from './tasks.ts'
import { verdictWords } from './verdicts.ts'

export const zhWords = (format: Formats): Words => ({
  shell: shellWords(format),
  session: sessionWords(),
  activity: activityWords(format),
  lifecycle: lifecycleWords(format),
  messages: messageWords(format),
  reasons: reasonWords(format),
  overview: overviewWords(format),
  campaigns: campaignWords(format),
  customers: customerWords(format),
  customerStory: customerStoryWords(),
  why: whyWords(format),
  facts: factWords(format),
  inbox: inboxWords(format),
  quarantine: quarantineWords(format),
  consent: consentWords(format),
  funnel: funnelWords(format),
  delivery: deliveryWords(format),
  suppressions: suppressionWords(format),
  coupons: couponWords(format),
  tasks: taskWords(format),
  connect: connectWords(),
  lists: listWords(),
  verdicts: verdictWords(format),
})
