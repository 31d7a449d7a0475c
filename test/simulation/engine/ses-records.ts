/** Records as SES publishes them, of each kind a simulated mail may meet. */
import { MESSAGE_TAG } from '../../../shared/contract/mail-event.ts'
import { isoOf } from '../../../shared/kernel/time.ts'
import { boxOf } from '../auditor/common.ts'
import type { Returned, What } from './mail-service.ts'

const PERSON = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36'
const PROGRAM = 'curl/8.5'

export const recordOf = ({ id, what, at, address, isProgram }: Returned, acceptedAt: number): object => {
  const timestamp = isoOf(at)
  const mail = { timestamp: new Date(acceptedAt).toISOString(), destination: [address], tags: { [MESSAGE_TAG]: [id] } }
  const userAgent = isProgram ? PROGRAM : PERSON
  const bounce = (bounceType: string, bounceSubType: string, status: string): object => ({
    bounce: { timestamp, bounceType, bounceSubType, bouncedRecipients: [{ emailAddress: boxOf(address), status, action: 'failed' }] },
  })
  const complaint = (complaintFeedbackType: string): object => ({
    complaint: { timestamp, complaintFeedbackType, complainedRecipients: [{ emailAddress: address }] },
  })
  const preferences = (unsubscribeAll: boolean, subscriptionStatus: string): object => ({
    subscription: {
      timestamp,
      newTopicPreferences: { unsubscribeAll, topicSubscriptionStatus: unsubscribeAll ? [] : [{ topicName: 'Shop', subscriptionStatus }] },
    },
  })
  const said: Readonly<Record<What, readonly [eventType: string, detail: object]>> = {
    Send: ['Send', { send: {} }],
    Delivery: ['Delivery', { delivery: { timestamp, recipients: [address] } }],
    HardBounce: ['Bounce', bounce('Permanent', 'General', '5.1.1')],
    SoftBounce: ['Bounce', bounce('Transient', 'MailboxFull', '4.2.2')],
    TooLarge: ['Bounce', bounce('Transient', 'MessageTooLarge', '5.3.4')],
    Expired: ['Bounce', bounce('Transient', 'General', '4.4.7')],
    Complaint: ['Complaint', complaint('abuse')],
    NotSpam: ['Complaint', complaint('not-spam')],
    Reject: ['Reject', { reject: { reason: 'Bad content' } }],
    Delay: ['DeliveryDelay', { deliveryDelay: { timestamp, delayType: 'MailboxFull', delayedRecipients: [{ emailAddress: address }] } }],
    Open: ['Open', { open: { timestamp, userAgent } }],
    Click: ['Click', { click: { timestamp, userAgent, link: 'https://shop.example/sale?for=you' } }],
    Leave: ['Subscription', preferences(false, 'OptOut')],
    LeaveAll: ['Subscription', preferences(true, 'OptOut')],
    Stay: ['Subscription', preferences(false, 'OptIn')],
    RenderingFailure: ['Rendering Failure', { failure: { errorMessage: 'no such attribute', templateName: 'hello' } }],
  }
  const [eventType, detail] = said[what]
  return { eventType, mail, ...detail }
}
