/** Who may sign in: invited by an administrator, in one of three groups, with a second factor. */
import { CfnUserPoolGroup, FeaturePlan, Mfa, OAuthScope, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import { idOf, nameOf } from '../names.ts'
import type { Stage } from '../stage.ts'

export type People = {
  readonly pool: UserPool
  /** Who signs the tokens that the API takes. */
  readonly issuer: string
  /** Where people type their password. */
  readonly signInOrigin: string
}

/** Each may do what the one before may, and more; the function behind the API decides by these names. */
const GROUPS = {
  viewer: 'Sees everything and changes nothing',
  marketer: 'Stops and resumes campaigns, keeps coupons, the quarantine and suppressions',
  admin: 'Also lifts suppressions, exports and erases people, and hands out write keys',
} as const

export const peopleOf = (scope: Construct, stage: Stage): People => {
  const pool = new UserPool(scope, 'People', {
    userPoolName: nameOf(stage, 'people'),
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    mfa: stage.console.secondFactor === 'required' ? Mfa.REQUIRED : Mfa.OPTIONAL,
    // An app that shows codes; SMS can be taken over with the telephone number.
    mfaSecondFactor: { otp: true, sms: false },
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    featurePlan: FeaturePlan.ESSENTIALS,
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
  })
  acknowledge(pool, {
    'AwsSolutions-COG8':
      'The plus plan costs $0.02 for each person each month and watches for stolen passwords; people here are invited one by one, and may be asked for a second factor.',
    ...(stage.console.secondFactor === 'required'
      ? {}
      : { 'AwsSolutions-COG2': 'The stage says that a second factor is optional; docs/deploy.md says how to require it.' }),
  })
  for (const [name, description] of Object.entries(GROUPS)) {
    new CfnUserPoolGroup(scope, `${idOf(name)}Group`, { userPoolId: pool.userPoolId, groupName: name, description })
  }
  const { account, region } = Stack.of(scope)
  const prefix = `${nameOf(stage, 'console')}-${account}`
  pool.addDomain('SignIn', { cognitoDomain: { domainPrefix: prefix } })
  return {
    pool,
    issuer: `https://cognito-idp.${region}.amazonaws.com/${pool.userPoolId}`,
    signInOrigin: `https://${prefix}.auth.${region}.amazoncognito.com`,
  }
}

/** Where the page takes the answer (console/session/session.ts). */
const CALLBACK = '/signed-in'

/** Lets the page at this origin sign people in, by a code with proof of who asked for it (PKCE): a page can keep no secret. Answers its id. */
export const signInFor = ({ pool }: People, origin: string): UserPoolClient['userPoolClientId'] =>
  pool.addClient('ConsolePage', {
    generateSecret: false,
    authFlows: {},
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID],
      callbackUrls: [`${origin}${CALLBACK}`],
      logoutUrls: [`${origin}/`],
    },
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: Duration.hours(1),
    idTokenValidity: Duration.hours(1),
    // A working day: then people sign in again.
    refreshTokenValidity: Duration.hours(12),
  }).userPoolClientId
