namespace Platone.Actors.Scd.Markets.Tokens;

/// <summary>All tokens that settlements granted on a contract, by where they stand; thousandths of a token.</summary>
/// <param name="Ledger">The ledger; null where no contract was told of them.</param>
/// <param name="Contract">Address of the contract; null likewise.</param>
/// <param name="Final">Minted and burned for good.</param>
/// <param name="UnderWay">Asked for.</param>
/// <param name="Waiting">Of PODs to which no account is linked; where no contract was told of them, all.</param>
public sealed record TokenTotalsRow(string? Ledger, string? Contract, TokenTotal Final, TokenTotal UnderWay, TokenTotal Waiting);

/// <summary>Tokens of some grants.</summary>
/// <param name="Grants">How many grants.</param>
/// <param name="Minted">Thousandths of a token to mint.</param>
/// <param name="Burned">Thousandths of a token to burn.</param>
public readonly record struct TokenTotal(long Grants, long Minted, long Burned);
