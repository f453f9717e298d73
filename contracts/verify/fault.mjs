/** A file that is not what it should be: bad input, where a proof that does not hold is a no. */
export class FormatFault extends Error {}
