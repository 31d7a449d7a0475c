import { campaignId, customerId, messageId } from '../../shared/kernel/words.ts'
import type { Mail } from '../../shared/ports/mailer.ts'

/** A mail to Ann, with what a test says otherwise. */
export const mailOf = (otherwise: Partial<Mail> = {}): Mail => ({
  id: messageId('Zk3v9x0a_2-QmN5tYp1sLw'),
  customerId: customerId('ann'),
  campaign: campaignId('win-back'),
  topic: 'offers',
  to: 'ann@example.com',
  from: 'Your shop <hello@shop.example>',
  replyTo: 'help@shop.example',
  subject: 'We miss you',
  html: '<p>Come back</p>',
  text: 'Come back',
  unsubscribe: 'https://mail.shop.example/u/abc_DEF-123',
  ...otherwise,
})
