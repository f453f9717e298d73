using System.Net.Sockets;
using Npgsql;

namespace Platone.Actors.Kernel.Storage;

/// <summary>What a fault of a database means to who asked it.</summary>
public static class DatabaseFaults
{
    /// <summary>
    /// Whether the database is away, or had to give up for now (it stops, starts, has no connection left, met a deadlock): the same may well
    /// succeed later. A statement it cannot understand is not that.
    /// </summary>
    /// <param name="fault">What was thrown.</param>
    public static bool IsAway(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            // Npgsql calls a stop of the server (57P01 and 57P02) final, for the connection's sake.
            if (cause is SocketException or NpgsqlException { IsTransient: true }
                or PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown })
                return true;
        }
        return false;
    }
}
