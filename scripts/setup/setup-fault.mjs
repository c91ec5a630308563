/** Something a person must fix before the setup can go on; the message says what and how. */
export class SetupFault extends Error {}
