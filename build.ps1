<#
.SYNOPSIS
Builds Platone on any system with PowerShell 7 and the .NET SDK.

.DESCRIPTION
Tasks, run in the order given:
  restore    packages, as pinned in Directory.Packages.props
  build      the solution (warnings are errors)
  test       all tests of the solution
  publish    the executable, to artifacts/platone
  contracts  compiles the Solidity contracts, compares with contracts/artifacts and GAS.md, runs their tests (needs Node.js)

The script uses the language, native commands and .NET calls only: it also runs where no module is installed.

.PARAMETER Task
One or more tasks; build if none is named.

.PARAMETER Configuration
Debug or Release. Publishing takes Release unless told otherwise.

.PARAMETER WhatIf
Shows the commands and runs none.

.EXAMPLE
./build.ps1 restore, build, test

.EXAMPLE
./build.ps1 publish -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Position = 0)]
    [ValidateSet('restore', 'build', 'test', 'publish', 'contracts')]
    [string[]] $Task = @('build'),

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false   # Invoke-Native says more than PowerShell would
$solution = [System.IO.Path]::Combine($PSScriptRoot, 'Platone.sln')
$dryRun = [bool] $WhatIfPreference

# A native command whose failure ends the script with an error that names it.
function Invoke-Native([string] $Command, [string[]] $Arguments) {
    $line = "$Command $Arguments"
    if ($dryRun) {
        "would run: $line"
        return
    }
    "> $line"
    & $Command @Arguments
    if ($LASTEXITCODE -ne 0) {
        throw "'$line' failed with exit code $LASTEXITCODE"
    }
}

function Get-Configuration([string] $Default) {
    if ($Configuration) { $Configuration } else { $Default }
}

function Invoke-Restore {
    Invoke-Native dotnet @('restore', $solution)
}

function Invoke-Build {
    Invoke-Native dotnet @('build', $solution, '-c', (Get-Configuration 'Debug'))
}

function Invoke-Test {
    Invoke-Native dotnet @('test', $solution, '-c', (Get-Configuration 'Debug'))
}

function Invoke-Publish {
    $project = [System.IO.Path]::Combine($PSScriptRoot, 'src', 'Platone.Host', 'Platone.Host.csproj')
    $output = [System.IO.Path]::Combine($PSScriptRoot, 'artifacts', 'platone')
    Invoke-Native dotnet @('publish', $project, '-c', (Get-Configuration 'Release'), '-o', $output)
}

function Invoke-Contracts {
    $folder = [System.IO.Path]::Combine($PSScriptRoot, 'contracts')
    Invoke-Native npm @('--prefix', $folder, 'ci')
    Invoke-Native npm @('--prefix', $folder, 'run', 'check')
    Invoke-Native npm @('--prefix', $folder, 'test')
}

foreach ($name in $Task) {
    switch ($name) {
        'restore' { Invoke-Restore }
        'build' { Invoke-Build }
        'test' { Invoke-Test }
        'publish' { Invoke-Publish }
        'contracts' { Invoke-Contracts }
    }
}
