using Platone.Actors.Ethereum;

namespace Platone.Field.Simulation;

/// <summary>What a simulated device needs to obey set points.</summary>
/// <param name="Household">What obeys.</param>
/// <param name="Platform">Whose set points it obeys.</param>
/// <param name="Board">Where it shows how far it is; null for nowhere.</param>
/// <param name="Index">Its number there.</param>
internal sealed record DeviceControl(ControlledHousehold Household, Secp256k1PublicKey Platform, FleetBoard? Board = null, int Index = 0);
