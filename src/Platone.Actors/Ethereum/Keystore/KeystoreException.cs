namespace Platone.Actors.Ethereum.Keystore;

/// <summary>A keystore file that is broken, or that cannot be read here; the message names the field.</summary>
public class KeystoreException(string reason) : FormatException(reason);

/// <summary>The password does not open the keystore file.</summary>
public sealed class KeystorePasswordException(string reason) : KeystoreException(reason);
