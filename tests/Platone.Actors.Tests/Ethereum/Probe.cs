namespace Platone.Actors.Tests.Ethereum;

/// <summary>
/// A contract to speak to: everything a client must be able to read. Compiled by solc 0.8.37 for Berlin (so that every later fork runs it),
/// optimised for size, without metadata, from
/// <code>
/// // SPDX-License-Identifier: Apache-2.0
/// pragma solidity 0.8.37;
///
/// contract Probe {
///     error OutOfOrder(uint64 expected);
///
///     event Anchored(uint64 indexed seq, string indexed note, bytes32 root, uint64[] sizes);
///
///     uint64 public last;
///     mapping(uint64 => bytes32) public headOf;
///
///     constructor(uint64 first) {
///         last = first;
///     }
///
///     function anchor(uint64 seq, string calldata note, bytes32 root, uint64[] calldata sizes) external {
///         if (seq != last + 1) revert OutOfOrder(last + 1);
///         last = seq;
///         headOf[seq] = root;
///         emit Anchored(seq, note, root, sizes);
///     }
///
///     function head() external view returns (uint64 seq, bytes32 root) {
///         return (last, headOf[last]);
///     }
///
///     function fail(bool inWords) external pure returns (uint8) {
///         require(!inWords, "as asked");
///         uint8 none = 0;
///         return 1 / none;
///     }
/// }
/// </code>
/// </summary>
internal static class Probe
{
    public const string Abi = """
        [{"inputs": [{"name": "first", "type": "uint64"}], "stateMutability": "nonpayable", "type": "constructor"},
         {"inputs": [{"name": "expected", "type": "uint64"}], "name": "OutOfOrder", "type": "error"},
         {"inputs": [{"indexed": true, "name": "seq", "type": "uint64"}, {"indexed": true, "name": "note", "type": "string"}, {"name":
           "root", "type": "bytes32"}, {"name": "sizes", "type": "uint64[]"}], "name": "Anchored", "type": "event"},
         {"inputs": [{"name": "seq", "type": "uint64"}, {"name": "note", "type": "string"}, {"name": "root", "type": "bytes32"},
           {"name": "sizes", "type": "uint64[]"}], "name": "anchor", "outputs": [], "stateMutability": "nonpayable", "type":
           "function"},
         {"inputs": [{"name": "inWords", "type": "bool"}], "name": "fail", "outputs": [{"name": "", "type": "uint8"}],
           "stateMutability": "pure", "type": "function"},
         {"inputs": [], "name": "head", "outputs": [{"name": "seq", "type": "uint64"}, {"name": "root", "type": "bytes32"}],
           "stateMutability": "view", "type": "function"},
         {"inputs": [{"name": "", "type": "uint64"}], "name": "headOf", "outputs": [{"name": "", "type": "bytes32"}],
           "stateMutability": "view", "type": "function"},
         {"inputs": [], "name": "last", "outputs": [{"name": "", "type": "uint64"}], "stateMutability": "view", "type": "function"}]
        """;

    public const string ByteCode =
        "6080604052348015600f57600080fd5b5060405161052b38038061052b833981016040819052602c916050565b600080546001600160401b03191660"
        + "01600160401b0392909216919091179055607e565b600060208284031215606157600080fd5b81516001600160401b0381168114607757600080fd5b"
        + "9392505050565b61049e8061008d6000396000f3fe608060405234801561001057600080fd5b50600436106100575760003560e01c806301690ed014"
        + "61005c57806347799da8146100715780638f7dcfa31461009a578063b2f4d6e0146100c7578063e4c0c7c2146100ec575b600080fd5b61006f61006a"
        + "3660046102c9565b61011a565b005b600054610084906001600160401b031681565b6040516100919190610387565b60405180910390f35b60008054"
        + "6001600160401b0316808252600160209081526040928390205483519283529082015201610091565b6100da6100d536600461039b565b610213565b"
        + "60405160ff9091168152602001610091565b61010c6100fa3660046103bd565b60016020526000908152604090205481565b60405190815260200161"
        + "0091565b600054610131906001600160401b031660016103d8565b6001600160401b0316866001600160401b03161461018357600054610160906001"
        + "600160401b031660016103d8565b604051630226a43960e11b815260040161017a9190610387565b60405180910390fd5b600080546001600160401b"
        + "0319166001600160401b038816908117825581526001602052604090819020849055516101be908690869061040b565b604051809103902086600160"
        + "0160401b03167f5d8d6d3e5c30a010d37468024157d33571699ba3f4247eebcd5f03baf288c86e8585856040516102039392919061041b565b604051"
        + "80910390a3505050505050565b6000811561024e5760405162461bcd60e51b8152602060048201526008602482015267185cc8185cdad95960c21b60"
        + "4482015260640161017a565b600061025b81600161046e565b9392505050565b80356001600160401b038116811461027957600080fd5b919050565b"
        + "60008083601f84011261029057600080fd5b5081356001600160401b038111156102a757600080fd5b6020830191508360208260051b850101111561"
        + "02c257600080fd5b9250929050565b600080600080600080608087890312156102e257600080fd5b6102eb87610262565b9550602087013560016001"
        + "60401b0381111561030657600080fd5b8701601f8101891361031757600080fd5b80356001600160401b0381111561032d57600080fd5b8960208284"
        + "0101111561033f57600080fd5b602091909101955093506040870135925060608701356001600160401b0381111561036957600080fd5b6103758982"
        + "8a0161027e565b979a9699509497509295939492505050565b6001600160401b0391909116815260200190565b6000602082840312156103ad576000"
        + "80fd5b8135801515811461025b57600080fd5b6000602082840312156103cf57600080fd5b61025b82610262565b6001600160401b03818116838216"
        + "019081111561040557634e487b7160e01b600052601160045260246000fd5b92915050565b8183823760009101908152919050565b83815260406020"
        + "8201819052810182905260008360608301825b85811015610463576001600160401b0361044e84610262565b16825260209283019290910190600101"
        + "610435565b509695505050505050565b600060ff83168061048f57634e487b7160e01b600052601260045260246000fd5b8060ff8416049150509291"
        + "505056";
}
