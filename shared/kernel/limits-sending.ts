/** The bounds of sending mail and of what comes back, each with its reason: a part of limits.ts, which hands them on. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts'

// Delivery
/** From claim to call; what takes longer is `unknown`. */
export const CLAIM_LEASE_MS = 15 * MINUTE_MS
/** From claim to the start of the call. The rest of the lease is for calls under way and for clocks that differ: whoever asks then gets a final answer. */
export const HAND_OVER_MS = 10 * MINUTE_MS
/** Silence after which an unknown message is `unconfirmed`, for ever. */
export const UNCONFIRMED_AFTER_MS = 72 * HOUR_MS
/** What the stream has not passed on after this long, the tick does. */
export const RELAY_GRACE_MS = 2 * MINUTE_MS

/** RFC 5321: what SMTP carries of an address, and of its part before the @. */
export const ADDRESS_LENGTH_MAX = 254
export const LOCAL_PART_LENGTH_MAX = 64
/** Mail programs show some thirty characters of a sender's name. */
export const SENDER_NAME_LENGTH_MAX = 200
/** RFC 5322: a line has 998 characters at most, and an address in a header cannot be folded. */
export const HEADER_LINK_LENGTH_MAX = 960
/** SES: characters of a message tag. */
export const MAIL_TAG_LENGTH_MAX = 256
/** A hand-over to the mail service is given up after this long: fifty times what SES takes, and a small part of what is left of a lease. */
export const MAIL_CALL_MS = 20 * SECOND_MS
/** To open a connection to it: what takes longer is certain not to have been handed over. */
export const MAIL_CONNECT_MS = 5 * SECOND_MS
/** A connection nobody used for so long is closed by us: one that the service closes while we write to it would leave a mail unknown. */
export const MAIL_CONNECTION_IDLE_MS = 5 * SECOND_MS
/** Hand-overs at once: a hundred mails a second at a fifth of a second each. */
export const MAIL_CALLS_AT_ONCE = 20
/** How long the mail service is left alone after it said: too many at once; too many today, or paused by somebody. */
export const THROTTLED_MS = 2 * SECOND_MS
export const PAUSED_BY_SERVICE_MS = 15 * MINUTE_MS
/** The service could not be reached, or did not know us: the network is mended, or credentials are renewed. */
export const NOT_REACHED_MS = MINUTE_MS
/** How old the service's word about its rate and quota may be: it is raised by hand, over weeks. */
export const QUOTA_KEPT_MS = 5 * MINUTE_MS
/** A sender that gets nothing asks again when a quarter of a second's mails may go: four times a second, not once a mail. */
export const PACE_ASKS_A_SECOND = 4
/** Where nobody can say when mail may go again (a rate of nothing, a quota others use up), it is asked again after this long. */
export const PACE_ASK_AGAIN_MS = MINUTE_MS
/** Clocks of senders differ by less; one that is further behind is believed, and begins with nothing. */
export const PACE_SKEW_MS = 5 * MINUTE_MS

/** How far ahead a good time for a mail is looked for: any window comes round in a week. */
export const SEND_TIME_REACH_MS = 8 * DAY_MS
/** A cap that is full of mails still on their way frees a place nobody knows when: asked again each hour. */
export const CAP_RETRY_MS = HOUR_MS
/** Caps of one policy: all mail and a few topics. */
export const CAPS_MAX = 20
/** Mails one cap allows: beyond, it caps nothing anybody would notice. */
export const CAP_MAILS_MAX = 100
/** The longest window of a cap; what is older than the longest one in use is forgotten. */
export const CAP_WINDOW_MS_MAX = 92 * DAY_MS
/** How long a mail is remembered at least, so that who asks today for one mail a month gets no second one. Longer where a cap is. */
export const CONTACTS_REACH_MS = 31 * DAY_MS
/** Mails remembered of one customer: twice what a cap allows. Beyond, the oldest of the topic with the most are forgotten. */
export const CONTACTS_MAX = 200
/** Priorities of campaigns: enough to put a hundred in order. */
export const PRIORITY_MAX = 100
/** Zones a policy names for those of whom nobody knows it. */
export const ZONES_MAX = 24
/** A budget above this is none: what SES lets its largest senders send in a day. */
export const MAILS_A_DAY_MAX = 100_000_000
/** A pause lasts as long as anybody could mean it. */
export const PAUSE_MS_MAX = 400 * DAY_MS
/** Names of time zones remembered, those that are none among them: IANA has some 600. */
export const ZONES_REMEMBERED = 2_000
/** Days of each zone whose offset is remembered: mails wait a week or two, and dates of customers lie anywhere in a year. */
export const ZONE_DAYS_REMEMBERED = 800

// Links that need no login
/** The secret of an installation: the key length of HMAC-SHA-256 and AES-256. */
export const SECRET_BYTES = 32
/** One link: mail clients and proxies keep addresses of two thousand characters whole, and our own address stands before it. */
export const TOKEN_LENGTH_MAX = 1_900
/** How long a mail's way out works: the law asks for 30 days (16 CFR 316.3), mail programs keep mails for years, and the timeline remembers as long. */
export const LEAVE_LINK_MS = 400 * DAY_MS
/** How long somebody may take to confirm that it was they. */
export const CONFIRM_LINK_MS = 7 * DAY_MS
/** How long a link of a mail's text leads on, and its click counts. */
export const CLICK_LINK_MS = 90 * DAY_MS
/** What a page without login may be sent: topics, and a zone among them. */
export const PUBLIC_BODY_BYTES_MAX = 16 * 1024
/** Fields of one form: all topics, shown and chosen, and what stands beside them. */
export const PUBLIC_FIELDS_MAX = 200
/** The pause the preference centre offers. */
export const PAUSE_MS = 30 * DAY_MS
/** How long a click can be taken back by the button beside it: a page that lies open for longer is not looked at any more. */
export const UNDO_MS = DAY_MS

// Visits by links
/** Several links of one mail within this time were followed by a program: nobody reads so fast. */
export const BURST_MS = SECOND_MS
/** A visit so soon after sending is the gateway's that looks into the mail before it lets it through. */
export const TOO_SOON_MS = 5 * SECOND_MS
/** A report of delivery that is not there by then does not come: visits are no longer taken for a scanner's because of it. */
export const DELIVERY_UNHEARD_MS = 60 * MINUTE_MS
/** Visits remembered of one mail: more are a program's, and not looked at. */
export const VISITS_OF_MESSAGE_MAX = 100
/** Visits told of at once. */
export const VISITS_BATCH = 200
/** What a visitor's program says it is: longer ones say nothing more. */
export const AGENT_LENGTH_MAX = 512

// What comes back
/** One field of a record of the mail service that somebody else wrote: an SMTP answer is a line or two, a link as long as those we make. */
export const MAIL_EVENT_TEXT_MAX = 2_000
/** What is kept of it in a fact: what a person reads when asking why. */
export const NEWS_TEXT_MAX = 300
/** News remembered of one mail: a mail that is opened more often is opened by a program, or read to an audience. */
export const NEWS_OF_MESSAGE_MAX = 100
/** Soft bounces of one address in a row, each after half a day of attempts, until nobody writes to it any more (issue 4). */
export const SOFT_BOUNCES_MAX = 5
/** The mail service and our own page behind a link see one click within this time: a redirect takes a tenth of it. */
export const SAME_CLICK_MS = 2 * SECOND_MS
/** Suppressed addresses of one page of the list. */
export const SUPPRESSIONS_PAGE_MAX = 500
/** Why a person lifted, stopped or resumed something: a sentence or two. */
export const BECAUSE_LENGTH_MAX = 500

// Coupons
/** A code people type: shorter ones are guessed, longer ones are not typed. */
export const COUPON_LENGTH_MIN = 3
export const COUPON_LENGTH_MAX = 64
/** What whoever guesses must try for each code there is, in bits: at a thousand tries a second, thirty years. */
export const COUPON_BITS_MIN = 40
/** Codes of one pool made or brought in at once: one transaction of some seconds. */
export const COUPONS_AT_ONCE = 1_000_000
/** A file of them: as many codes of the usual length, each on a line of its own. */
export const COUPON_FILE_BYTES_MAX = 64 * 1024 * 1024
/** Problems of a file of codes that are told. */
export const COUPON_PROBLEMS_MAX = 20
/** When somebody is told that a pool runs low: a campaign that sends evenly has a twentieth of its time left. */
export const COUPONS_LOW_BPS = 500

// Breakers
/**
 * Days whose mails and returns make the rates. SES rates a "representative volume", about a week of a shop's mail; complaints come back
 * within days, and a longer window would hold a campaign responsible for what was mended long ago.
 */
export const BREAKER_DAYS = 7
/** Complaints: Google and Yahoo ask bulk senders to stay below 0.1 % and never to reach 0.3 % (support.google.com/a/answer/81126); SES reviews at 0.1 %. */
export const COMPLAINT_WARN_BPS = 10
export const COMPLAINT_STOP_BPS = 30
/** Hard bounces: SES reviews an account at 5 % and may pause its sending at 10 % (docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html). */
export const BOUNCE_WARN_BPS = 500
export const BOUNCE_STOP_BPS = 1_000
/** With fewer, a rate says nothing: one complaint among fifty mails is one person, three at 0.3 % are a thousand mails. */
export const COMPLAINTS_LEAST = 3
export const BOUNCES_LEAST = 10
/** How often counters are looked at, and how old the position of a switch may be: the guarantee says sixty seconds. */
export const BREAKERS_EVERY_MS = MINUTE_MS
export const SWITCHES_KEPT_MS = MINUTE_MS
/** Changes of switches that a page shows, the newest. */
export const SWITCH_CHANGES_SHOWN_MAX = 50
