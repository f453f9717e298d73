using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering;

namespace Platone.Actors.Markets.Activations;

/// <summary>A set point a session issued: what all activations of a POD and interval come to.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Interval">Number of the interval, from 0.</param>
/// <param name="BaselineW">What it is expected to take without activation, W.</param>
/// <param name="UpW">Activated upward flexibility, W.</param>
/// <param name="DownW">Activated downward flexibility, W.</param>
/// <param name="SetPoint">What the device is told: the baseline less up, plus down.</param>
public sealed record IssuedSetPoint(PodId Pod, int Interval, long BaselineW, long UpW, long DownW, SetPoint SetPoint);
