import type { Message } from '../domain/messaging/message.ts'
import type { MailLinks } from './renderer.ts'

/**
 * Makes the addresses of one mail. They are sealed, expire, and say nothing about whom they are for. The same mail makes the same
 * addresses, whenever it is asked: how long they work is counted from the last instant at which the mail may leave.
 */
export type LinkMaker = {
  readonly linksOf: (message: Message, topic: string) => MailLinks
  /**
   * The address that leads to `url` and tells of the click. What is no http or https address, or too long, is answered as it is:
   * it leads where it leads, and nobody hears of the click.
   */
  readonly track: (message: Message, url: string) => string
}
