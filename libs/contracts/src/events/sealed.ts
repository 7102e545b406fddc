/** AES-256-GCM ciphertext under a data key; every field is base64 except the ids. */
export interface Sealed {
  dataKeyId: string;
  nonce: string;
  ciphertext: string;
  tag: string;
}
