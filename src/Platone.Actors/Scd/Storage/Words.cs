namespace Platone.Actors.Scd.Storage;

/// <summary>Members of an enumeration as the SCD's columns spell them: lower case with hyphens (<c>voltage-magnitude</c>).</summary>
internal static class Words
{
    /// <summary>The word for a member.</summary>
    public static string Of<TEnum>(TEnum member)
        where TEnum : struct, Enum
    {
        var name = member.ToString();
        return string.Concat(name.Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(c)}" : $"{c}"));
    }

    /// <summary>The member a word stands for.</summary>
    public static TEnum Read<TEnum>(string word)
        where TEnum : struct, Enum => Enum.Parse<TEnum>(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
}
