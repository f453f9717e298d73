using Platone.Actors.Kernel.Keys;
using Platone.Actors.Participants;
using Platone.Host.Rest.Participants;
using Platone.Host.Verbs.Client;

namespace Platone.Host.Demo;

/// <summary>
/// The participants a demo plays, each a client of the REST API with a key of its own, as it would be elsewhere. Their keys are files
/// in the data folder, readable by their owner only.
/// </summary>
/// <param name="operator">The operator's client.</param>
/// <param name="folder">Where the keys are.</param>
internal sealed class DemoCast(NodeClient @operator, string folder) : IDisposable
{
    private readonly Dictionary<string, NodeClient> _clients = [];

    /// <summary>The operator of the platform.</summary>
    public NodeClient Operator => @operator;

    /// <summary>The client of a participant that was admitted.</summary>
    /// <exception cref="KeyNotFoundException">It was not.</exception>
    public NodeClient this[string participant] => _clients[participant];

    /// <summary>Admits a participant that will speak for itself. Repeatable: one that was admitted before comes with the key it has.</summary>
    public async Task AdmitAsync(string id, string name, Role role, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, $"{id}.key");
        var admitted = await @operator.PostAsync<AdmissionBody, AdmittedView>("api/v1/participants", new AdmissionBody(id, name, role), cancellation);
        if (!File.Exists(file))
        {
            // Admitted, but the demo died before it kept the key: it gets another.
            var key = admitted.ApiKey ?? (await @operator.PostAsync<object, IssuedKeyView>($"api/v1/participants/{id}/keys", new { }, cancellation)).ApiKey;
            Directory.CreateDirectory(folder);
            SecretFile.Create(file, key);
        }
        _clients[id] = new NodeClient(@operator.Url, (await File.ReadAllTextAsync(file, cancellation)).Trim());
    }

    /// <summary>Admits a customer, who only receives.</summary>
    public Task AdmitCustomerAsync(string id, CancellationToken cancellation) => @operator.PostAsync<AdmissionBody, AdmittedView>(
        "api/v1/participants", new AdmissionBody(id, $"Household {id["customer-".Length..]}", Role.Customer), cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }
}
